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
        StorePromise("a part that has written, and is undone, leaves what the rest had not written yet to be written") { harness in
            try await harness.withStore { store, term in
                try await store.write("change", as: term) { transaction in
                    try transaction.insert(StoreSamples.job("job_1"))
                    try transaction.insert(StoreSamples.task("task_1", ordinal: 0))
                    try transaction.enqueue(StoreSamples.message("job_1", body: "first"))
                    do {
                        try transaction.nested {
                            try transaction.insert(StoreSamples.task("task_2", ordinal: 1))
                            try transaction.enqueue(StoreSamples.message("job_1", body: "undone"))
                            // Writes all of it, and changes rows at large.
                            try transaction.holdTasks(of: JobID("job_1"), held: true, at: StoreSamples.time)
                            let held = try transaction.task(WorkTaskID("task_1"))?.isHeld
                            #expect(held == true)
                            throw Absent()
                        }
                    } catch is Absent {}
                    let task = try transaction.task(WorkTaskID("task_1"))
                    let gone = try transaction.task(WorkTaskID("task_2"))
                    let count = try transaction.taskCount(of: JobID("job_1"), stage: .train)
                    #expect(task?.isHeld == false)
                    #expect(gone == nil)
                    #expect(count == 1)
                    try transaction.enqueue(StoreSamples.message("job_1", body: "second"))
                }
                try await store.expect(["first", "second"]) { transaction in
                    try transaction.unsentOutbox(limit: 10).map { String(decoding: $0.body ?? [], as: UTF8.self) }
                }
                try await store.expect(1) { try $0.tasks(of: JobID("job_1"), stage: .train).count }
            }
        },
        StorePromise("many rows are added in their order, and each is found at once") { harness in
            try await harness.withStore { store, term in
                let bodies = (0..<150).map { "\($0)" }
                try await store.write("add", as: term) { transaction in
                    for body in bodies { try transaction.enqueue(StoreSamples.message("key", body: body)) }
                    let seen = try transaction.unsentOutbox(limit: 200).count
                    #expect(seen == 150)
                }
                try await store.expect(bodies) { transaction in
                    try transaction.unsentOutbox(limit: 200).map { String(decoding: $0.body ?? [], as: UTF8.self) }
                }
            }
        },
        StorePromise("a message is handled once, also twice in one write, and again where its part was undone") { harness in
            try await harness.withStore { store, term in
                try await store.write("handle", as: term) { transaction in
                    try transaction.prefetch(messages: ["m1", "m2"], keys: [TenantKey(tenant: StoreSamples.tenant, key: "k")])
                    let row = InboxRow(messageID: "m1", tenant: StoreSamples.tenant, handledAt: StoreSamples.time)
                    do {
                        try transaction.nested {
                            let isNew = try transaction.recordMessage(row)
                            #expect(isNew)
                            throw Absent()
                        }
                    } catch is Absent {}
                    let answers = try (0..<2).map { _ in try transaction.recordMessage(row) }
                    #expect(answers == [true, false])
                }
                let again = try await store.write("handle", as: term) { transaction in
                    try transaction.prefetch(messages: ["m1", "m2"], keys: [])
                    return try ["m1", "m2"].map { id in
                        try transaction.recordMessage(InboxRow(messageID: id, tenant: StoreSamples.tenant, handledAt: StoreSamples.time))
                    }
                }
                #expect(again == [false, true])
            }
        },
        StorePromise("the end of a stage sees what was completed before it and with it, in order") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    for job in 1...2 {
                        try transaction.insert(StoreSamples.job("job_\(job)"))
                        var stage = StageRow(job: JobID("job_\(job)"), stage: .train, position: 0, waitsFor: "[]")
                        stage.remaining = 2
                        try transaction.insert(stage)
                        for number in 0..<3 {
                            var task = StoreSamples.task("task_\(job)_\(number)", job: "job_\(job)", ordinal: number)
                            if number == 1 { (task.state, task.output) = (.completed, "1") }
                            try transaction.insert(task)
                        }
                    }
                }
                try await store.write("end", as: term) { transaction in
                    let ids = (1...2).flatMap { job in [2, 0].map { WorkTaskID("task_\(job)_\($0)") } }
                    try transaction.prefetch(tasks: ids, ending: Set(ids))
                    for id in ids {
                        guard var task = try transaction.task(id) else { throw Absent() }
                        (task.state, task.output) = (.completed, "\(task.ordinal)")
                        try transaction.update(task)
                    }
                    let outputs = try (1...2).map { try transaction.outputs(of: JobID("job_\($0)"), stage: .train).map(\.output) }
                    #expect(outputs == [["0", "1", "2"], ["0", "1", "2"]])
                }
            }
        },
        StorePromise("what a write has made ready can be dispatched in it") { harness in
            try await harness.withStore { store, term in
                try await store.write("add", as: term) { transaction in
                    try transaction.insert(StoreSamples.task("task_1", ordinal: 0))
                    try transaction.insert(StoreSamples.task("task_2", ordinal: 1))
                }
                try await store.write("add more", as: term) { transaction in
                    guard var first = try transaction.task(WorkTaskID("task_1")) else { throw Absent() }
                    first.state = .dispatched
                    try transaction.update(first)
                    var urgent = StoreSamples.task("task_3", ordinal: 2)
                    urgent.priority = 5
                    try transaction.insert(urgent)
                    let ready = try transaction.readyTasks(kind: .train, now: StoreSamples.time, limitPerTenant: 10)
                    let one = try transaction.readyTasks(kind: .train, now: StoreSamples.time, limitPerTenant: 1)
                    #expect(ready[StoreSamples.tenant]?.map(\.id.rawValue) == ["task_3", "task_2"])
                    #expect(one[StoreSamples.tenant]?.map(\.id.rawValue) == ["task_3"])
                }
            }
        },
        StorePromise("a timer that was ended can be set again in the same write") { harness in
            try await harness.withStore { store, term in
                let timer = TimerRow(kind: "task", subject: "task_1", dueAt: StoreSamples.time)
                try await store.write("set", as: term) { transaction in
                    try transaction.setTimer(timer)
                    try transaction.setTimer(TimerRow(kind: "task", subject: "task_2", dueAt: StoreSamples.time))
                }
                try await store.write("end and set", as: term) { transaction in
                    try transaction.deleteTimer(kind: "task", subject: "task_1")
                    try transaction.deleteTimer(kind: "task", subject: "task_2")
                    let gone = try transaction.timer(kind: "task", subject: "task_1")
                    #expect(gone == nil)
                    try transaction.setTimer(timer)
                }
                try await store.expect(["task_1"]) { try $0.dueTimers(now: StoreSamples.time, limit: 10).map(\.subject) }
            }
        },
    ]

    private struct Absent: Error {}
}
