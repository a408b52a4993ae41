import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let tasks: [StorePromise] = [
        StorePromise("a task and its attempts come back as they were written, every column") { harness in
            try await harness.withStore { store, term in
                var task = StoreSamples.task("task_1")
                try await store.write("add", as: term) { [task] in try $0.insert(task) }
                try await store.expect(task) { [id = task.id] in try $0.task(id) }
                let time = StoreSamples.time.advanced(by: .seconds(2))
                (task.state, task.isHeld, task.attempt, task.execution, task.worker) = (
                    .accepted, true, 3, ExecutionID("exec_1"), WorkerID("worker_1")
                )
                (task.failures, task.expiriesInRow, task.isAlone, task.checkpointNumber) = (1, 2, true, 4)
                (task.readyAt, task.dispatchedAt, task.acceptedAt, task.updatedAt) = (time, time, time, time)
                (task.dispatchTopic, task.dispatchPartition, task.dispatchIncarnation) = ("modelops.tasks.train", 5, "inc")
                (task.dispatchTimeouts, task.unreadableBy, task.needs) = (6, "[]", #"["provider:local"]"#)
                (task.output, task.checkpoint, task.progress, task.error) = ("{}", "[1]", "null", #"{"code":"x"}"#)
                (task.intentKey, task.createNumber, task.permitMode) = (IntentKey("i"), 1, "create")
                (task.chargeMicros, task.chargeCurrency, task.cancelRequested, task.priority) = (7, "USD", true, 9)
                var attempt = AttemptRow(task: task.id, number: 1, dispatchedAt: time)
                try await store.write("change", as: term) { [task, attempt] in
                    try $0.update(task)
                    try $0.insert(attempt)
                }
                try await store.expect(task) { [id = task.id] in try $0.task(id) }
                (attempt.execution, attempt.worker, attempt.acceptedAt, attempt.endedAt) = (task.execution, task.worker, time, time)
                (attempt.outcome, attempt.error) = ("expired", "{}")
                try await store.write("end", as: term) { [attempt] in try $0.update(attempt) }
                try await store.expect([attempt]) { [id = task.id] in try $0.attempts(of: id) }
            }
        },
        StorePromise("ready tasks come by priority, then by age, and only when they are queued, free and due") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    for (number, change) in readyCases.enumerated() {
                        var task = StoreSamples.task("task_\(number)", ordinal: number)
                        change(&task)
                        try transaction.insert(task)
                    }
                    try transaction.insert(StoreSamples.task("task_other", tenant: TenantName("other")))
                }
                let ready = try await store.read { try $0.readyTasks(kind: .train, now: StoreSamples.time, limitPerTenant: 10) }
                #expect(ready[StoreSamples.tenant]?.map(\.id.rawValue) == ["task_2", "task_1", "task_0"])
                #expect(ready[TenantName("other")]?.map(\.id.rawValue) == ["task_other"])
                try await store.expect([StoreSamples.tenant, TenantName("other")]) { try $0.tenantsWithQueuedTasks(of: .train) }
                try await store.expect([]) { try $0.tenantsWithQueuedTasks(of: .optimize) }
                let one = try await store.read { try $0.readyTasks(kind: .train, now: StoreSamples.time, limitPerTenant: 1) }
                #expect(one[StoreSamples.tenant]?.map(\.id.rawValue) == ["task_2"])
            }
        },
        StorePromise("a held job's tasks are not ready until they are set free") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { try $0.insert(StoreSamples.task("task_1")) }
                for held in [true, false] {
                    try await store.write("hold", as: term) { try $0.holdTasks(of: JobID("job_1"), held: held, at: StoreSamples.time) }
                    let ready = try await store.read { try $0.readyTasks(kind: .train, now: StoreSamples.time, limitPerTenant: 9) }
                    #expect(ready.isEmpty == held)
                }
            }
        },
        StorePromise("what is with workers, what waits and what is over are told apart") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    for (number, state) in WorkTaskState.allCases.enumerated() {
                        var task = StoreSamples.task("task_\(number)", ordinal: number)
                        task.state = state
                        if state == .completed { task.output = #"{"rows":1}"# }
                        try transaction.insert(task)
                    }
                }
                let job = JobID("job_1")
                #expect(Set(try await store.read { try $0.activeTasks(limit: 10) }.map(\.state)) == [.dispatched, .accepted])
                #expect(try await store.read { try $0.unfinishedTasks(of: job) }.count == 4)
                #expect(try await store.read { try $0.tasks(of: job, stage: .train) }.map(\.ordinal) == Array(0..<7))
                try await store.expect(7) { try $0.taskCount(of: job, stage: .train) }
                let outputs = try await store.read { try $0.outputs(of: job, stage: .train) }
                #expect(outputs.map(\.output) == [#"{"rows":1}"#])
                #expect(try await store.read { try $0.dueSnoozedTasks(now: StoreSamples.time, limit: 5) }.map(\.state) == [.snoozed])
                let counts = try await store.read { try $0.workCounts() }[.train]
                #expect([counts?.queued, counts?.dispatched, counts?.accepted, counts?.snoozed] == [1, 1, 1, 1])
            }
        },
        StorePromise("a job of which nothing is with a worker is told by one task: a free one, else a held one, else the first to come back") { harness in
            try await harness.withStore { store, term in
                @Sendable func idle() async throws -> [String] {
                    let jobs = try await store.read { try $0.idleJobs(in: .running, limit: 10) }
                    #expect(try await store.read { transaction in try jobs.map { try transaction.idleJob($0.id) } } == jobs)
                    return jobs.map { "\($0.id) \($0.next.state) \($0.next.isHeld) \($0.next.readyAt.milliseconds - StoreSamples.time.milliseconds)" }
                }
                @Sendable func end(_ ids: [String]) async throws {
                    try await store.write("end", as: term) { transaction in
                        for id in ids {
                            guard var task = try transaction.task(WorkTaskID(id)) else { continue }
                            task.state = .completed
                            try transaction.update(task)
                        }
                    }
                }
                try await store.write("add", as: term) { transaction in
                    for name in ["job_1", "job_2", "job_3"] {
                        var job = StoreSamples.job(name)
                        job.state = .running
                        try transaction.insert(job)
                    }
                    for (number, state) in [WorkTaskState.completed, .snoozed, .snoozed, .queued, .queued, .accepted].enumerated() {
                        var task = StoreSamples.task("task_\(number)", ordinal: number)
                        task.state = state
                        task.isHeld = number == 3
                        task.readyAt = StoreSamples.time.advanced(by: .milliseconds(10 - number))
                        try transaction.insert(task)
                    }
                    try transaction.insert(StoreSamples.task("task_other", job: "job_3"))
                }
                #expect(try await idle() == ["job_3 queued false 0"])
                try await end(["task_5"])
                #expect(try await idle() == ["job_1 queued false 6", "job_3 queued false 0"])
                try await end(["task_4"])
                #expect(try await idle() == ["job_1 queued true 7", "job_3 queued false 0"])
                try await end(["task_3", "task_other"])
                #expect(try await idle() == ["job_1 snoozed false 8"])
                try await end(["task_1", "task_2"])
                #expect(try await idle().isEmpty)
            }
        },
        StorePromise("history is kept in the order of its happening") { harness in
            try await harness.withStore { store, term in
                try await store.write("tell", as: term) { transaction in
                    for state in ["validating", "running", "succeeded"] {
                        let entry = HistoryRow(
                            tenant: StoreSamples.tenant, job: JobID("job_1"), entity: "job", entityID: "job_1", toState: state, cause: "test",
                            actor: "suite", term: term, at: StoreSamples.time)
                        try transaction.append(entry)
                    }
                }
                let first = try await store.read { try $0.history(of: JobID("job_1"), limit: 2) }
                #expect(first.map(\.toState) == ["validating", "running"])
                let rest = try await store.read { [id = first.last?.id ?? 0] in try $0.history(of: JobID("job_1"), after: id, limit: 2) }
                #expect(rest.map(\.toState) == ["succeeded"])
            }
        },
        StorePromise("the chain of history holds through writes that fail and parts that are undone") { harness in
            try await harness.withStore { store, term in
                @Sendable func entry(_ number: Int) -> HistoryRow {
                    HistoryRow(
                        tenant: StoreSamples.tenant, entity: "job", entityID: "job_\(number)", toState: "running", cause: "test", actor: "suite",
                        term: term, at: StoreSamples.time)
                }
                // Side by side, so that a store which groups writes has some that fail among those that succeed.
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<40 {
                        group.addTask {
                            _ = try? await store.write("append", as: term) { transaction in
                                try transaction.append(entry(number))
                                _ = try? transaction.nested {
                                    try transaction.append(entry(number))
                                    throw FleetError("undone", .rejected, "this part only")
                                }
                                if number % 4 == 0 { throw FleetError("refused", .rejected, "all of it") }
                                try transaction.append(entry(number))
                            }
                        }
                    }
                }
                let finding = try await store.verifyHistory(of: StoreSamples.tenant)
                #expect(finding.fault == nil)
                #expect(finding.verified == 60)
                #expect(finding.head?.number == 60)
            }
        },
    ]

    /// One task each; the first three are ready.
    private static let readyCases: [@Sendable (inout TaskRow) -> Void] = [
        { _ in },
        { $0.readyAt = StoreSamples.time.advanced(by: .seconds(-5)) },
        { $0.priority = 1 },
        { $0.readyAt = StoreSamples.time.advanced(by: .milliseconds(1)) },
        { $0.isHeld = true },
        { $0.state = .dispatched },
        { $0.state = .snoozed },
        { $0.state = .completed },
    ]
}
