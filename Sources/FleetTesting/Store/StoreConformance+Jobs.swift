import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let jobs: [StorePromise] = [
        StorePromise("a job comes back as it was written, every column") { harness in
            try await harness.withStore { store, term in
                var job = StoreSamples.job("job_1")
                try await store.write("add", as: term) { [job] in try $0.insert(job, labels: ["team": "search"]) }
                try await store.expect(job) { [id = job.id] in try $0.job(id) }
                job.state = .cancelling
                job.revision = .max
                job.idempotencyKey = "k"
                job.priority = -3
                job.request = #"{"topic":"modelops.jobs"}"#
                job.updatedAt = StoreSamples.time.advanced(by: .seconds(1))
                job.finishedAt = job.updatedAt
                job.deadlineAt = job.updatedAt
                (job.waitingReason, job.waitingUntil, job.waitingFrees) = ("budget", job.updatedAt, "a larger budget")
                (job.error, job.result, job.progress) = (#"{"a":1}"#, "{}", "null")
                (job.currentStage, job.rerunOf, job.trace) = (.evaluate, JobID("job_0"), "00-1-2-01")
                (job.budgetMicros, job.budgetCurrency, job.reservedMicros, job.spentMicros) = (5, "EUR", 3, 2)
                (job.cancelRequestedAt, job.pauseRequested) = (job.updatedAt, true)
                try await store.write("change", as: term) { [job] in try $0.update(job) }
                try await store.expect(job) { [id = job.id] in try $0.job(id) }
            }
        },
        StorePromise("an update of a job that is not there is refused") { harness in
            try await harness.withStore { store, term in
                let error = await expectFleetError {
                    try await store.write("change", as: term) { try $0.update(StoreSamples.job("job_1")) }
                }
                #expect(error?.code == "row_missing")
            }
        },
        StorePromise("an idempotency key belongs to one job of its tenant") { harness in
            try await harness.withStore { store, term in
                var first = StoreSamples.job("job_1")
                first.idempotencyKey = "k"
                var other = StoreSamples.job("job_2", tenant: TenantName("other"))
                other.idempotencyKey = "k"
                var second = StoreSamples.job("job_3")
                second.idempotencyKey = "k"
                try await store.write("add", as: term) { [first, other] in
                    try $0.insert(first)
                    try $0.insert(other)
                }
                await #expect(throws: FleetError.self) { try await store.write("again", as: term) { [second] in try $0.insert(second) } }
                try await store.expect(JobID("job_1")) { try $0.job(tenant: StoreSamples.tenant, idempotencyKey: "k")?.id }
            }
        },
        StorePromise("an identical document is found while its job is unfinished only, and within its tenant") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { try $0.insert(StoreSamples.job("job_1")) }
                let find: @Sendable (String) async throws -> JobID? = { tenant in
                    try await store.read { try $0.unfinishedJob(tenant: TenantName(tenant), documentHash: "hash-job_1")?.id }
                }
                #expect(try await find("default") == JobID("job_1"))
                #expect(try await find("other") == nil)
                try await store.write("finish", as: term) { transaction in
                    var job = StoreSamples.job("job_1")
                    job.state = .succeeded
                    job.finishedAt = StoreSamples.time
                    try transaction.update(job)
                }
                #expect(try await find("default") == nil)
            }
        },
        StorePromise("jobs are listed newest first, in pages, by label and state, never another tenant's") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    for number in 0..<25 {
                        // Five share each millisecond: the page break falls within them.
                        var job = StoreSamples.job("job_\(100 + number)", at: Int64(number / 5))
                        if number % 2 == 0 { job.state = .running }
                        try transaction.insert(job, labels: number % 5 == 0 ? ["team": "search"] : [:])
                    }
                    try transaction.insert(StoreSamples.job("job_999", tenant: TenantName("other")), labels: ["team": "search"])
                }
                var seen: [String] = []
                var filter = JobFilter(tenant: StoreSamples.tenant, limit: 7)
                while let page = Optional(try await store.read { [filter] in try $0.jobs(filter) }), let last = page.last {
                    seen += page.map(\.id.rawValue)
                    filter.after = JobCursor(last)
                }
                #expect(seen == (0..<25).reversed().map { "job_\(100 + $0)" })
                let labelled = try await store.read {
                    try $0.jobs(JobFilter(tenant: StoreSamples.tenant, states: [.running], label: ("team", "search")))
                }
                #expect(labelled.map(\.id.rawValue) == ["job_120", "job_110", "job_100"])
                try await store.expect([.running: 13, .submitted: 12]) { try $0.jobCounts(tenant: StoreSamples.tenant) }
            }
        },
        StorePromise("a table comes page by page, in the order of its key") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    for number in 0..<7 { try transaction.insert(StoreSamples.job("job_\(number)")) }
                }
                var ids: [DumpedValue?] = []
                for first in stride(from: 0, through: 9, by: 3) { ids += try await store.read { try $0.dump(.jobs, from: first, limit: 3) }.map { $0["id"] } }
                #expect(ids == (0..<7).map { .text("job_\($0)") })
            }
        },
        StorePromise("stages come back in the order of the document") { harness in
            try await harness.withStore { store, term in
                let evaluate = StageRow(job: JobID("job_1"), stage: .evaluate, position: 1)
                var train = StageRow(job: JobID("job_1"), stage: .train, position: 0)
                (train.state, train.remaining, train.inputHash, train.finishedAt) = (.succeeded, 2, "in", StoreSamples.time)
                try await store.write("add", as: term) { [train] in
                    try $0.insert(StoreSamples.job("job_1"))
                    try $0.insert(evaluate)
                    try $0.insert(train)
                }
                try await store.expect([train, evaluate]) { try $0.stages(of: JobID("job_1")) }
                let reuse: @Sendable (String) async throws -> StageRow? = { tenant in
                    try await store.read { try $0.reusableStage(.train, inputHash: "in", tenant: TenantName(tenant)) }
                }
                #expect(try await reuse("default") == train)
                #expect(try await reuse("other") == nil)
            }
        },
    ]
}
