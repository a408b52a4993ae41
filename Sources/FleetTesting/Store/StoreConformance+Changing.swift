import FleetCore
import Persistence
import Testing

extension StoreConformance {
    /// A write may keep rows in memory and send its statements later: nobody may notice.
    static let changing: [StorePromise] = [
        StorePromise("a write sees what it has changed, by key and in every list") { harness in
            try await harness.withStore { store, term in
                let job = JobID("job_1")
                try await store.write("add", as: term) { transaction in
                    try transaction.insert(StoreSamples.job("job_1"))
                    try transaction.insert(StoreSamples.task("task_1", job: "job_1", ordinal: 0))
                }
                try await store.write("change", as: term) { transaction in
                    guard var task = try transaction.task(WorkTaskID("task_1")) else { throw Absent() }
                    task.state = .completed
                    task.output = "{}"
                    try transaction.update(task)
                    try transaction.insert(StoreSamples.task("task_2", job: "job_1", ordinal: 1))
                    let known = try transaction.task(WorkTaskID("task_1"))?.state
                    let unfinished = try transaction.unfinishedTasks(of: job).map(\.id.rawValue)
                    let outputs = try transaction.outputs(of: job, stage: .train).map(\.output)
                    let count = try transaction.taskCount(of: job, stage: .train)
                    // What changes many rows at once is seen by key as well.
                    try transaction.holdTasks(of: job, held: true, at: StoreSamples.time)
                    let isHeld = try transaction.task(WorkTaskID("task_2"))?.isHeld
                    #expect(known == .completed)
                    #expect(unfinished == ["task_2"])
                    #expect(outputs == ["{}"])
                    #expect(count == 2)
                    #expect(isHeld == true)
                }
            }
        },
        StorePromise("a part that is undone leaves the rows as they were before it") { harness in
            try await harness.withStore { store, term in
                try await store.write("change", as: term) { transaction in
                    var job = StoreSamples.job("job_1")
                    try transaction.insert(job)
                    job.revision = 1
                    try transaction.update(job)
                    do {
                        try transaction.nested {
                            job.revision = 2
                            try transaction.update(job)
                            throw Absent()
                        }
                    } catch is Absent {}
                    let revision = try transaction.job(JobID("job_1"))?.revision
                    #expect(revision == 1)
                }
                try await store.expect(1) { try $0.job(JobID("job_1"))?.revision }
            }
        },
        StorePromise("a change of a row that is not there fails its write") { harness in
            try await harness.withStore { store, term in
                let error = await expectFleetError {
                    try await store.write("change", as: term) { transaction in
                        try transaction.update(StoreSamples.job("job_1"))
                        try transaction.enqueue(StoreSamples.message("job_1", body: "told"))
                    }
                }
                #expect(error?.code == "row_missing")
                try await store.expect([:]) { try $0.outboxCounts() }
            }
        },
        StorePromise("many tasks are read at once with what changes with them") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    for number in 0..<70 {
                        try transaction.insert(StoreSamples.job("job_\(number)"))
                        try transaction.insert(StoreSamples.task("task_\(number)", job: "job_\(number)", ordinal: 0))
                    }
                }
                try await store.write("change", as: term) { transaction in
                    try transaction.prefetch(tasks: (0..<80).map { WorkTaskID("task_\($0)") })
                    for number in 0..<70 {
                        guard var task = try transaction.task(WorkTaskID("task_\(number)")), try transaction.lockJob(task.job) != nil else {
                            throw Absent()
                        }
                        task.ordinal = number
                        try transaction.update(task)
                    }
                    let absent = try transaction.task(WorkTaskID("task_75"))
                    #expect(absent == nil)
                }
                try await store.expect(69) { try $0.task(WorkTaskID("task_69"))?.ordinal }
            }
        },
    ]

    private struct Absent: Error {}
}
