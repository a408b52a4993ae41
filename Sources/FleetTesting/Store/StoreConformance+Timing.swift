import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let timing: [StorePromise] = [
        StorePromise("timers are due in order, replaced by kind and subject, and gone once handled") { harness in
            try await harness.withStore { store, term in
                let timer: @Sendable (String, Int64) -> TimerRow = { subject, seconds in
                    TimerRow(kind: "snooze", subject: subject, dueAt: StoreSamples.time.advanced(by: .seconds(seconds)))
                }
                try await store.write("set", as: term) { transaction in
                    for row in [timer("a", 30), timer("b", 10), timer("c", 20), timer("a", 5)] { try transaction.setTimer(row) }
                }
                try await store.expect(StoreSamples.time.advanced(by: .seconds(5))) { try $0.nextTimerDue() }
                let now = StoreSamples.time.advanced(by: .seconds(10))
                #expect(try await store.read { try $0.dueTimers(now: now, limit: 9) }.map(\.subject) == ["a", "b"])
                try await store.write("fire", as: term) { try $0.deleteTimer(kind: "snooze", subject: "a") }
                // One that is there no more may be removed once more.
                try await store.write("again", as: term) { try $0.deleteTimer(kind: "snooze", subject: "a") }
                try await store.expect(timer("c", 20)) { try $0.timer(kind: "snooze", subject: "c") }
            }
        },
        StorePromise("a permit is one per intent and comes back as it was written") { harness in
            try await harness.withStore { store, term in
                var permit = StoreSamples.permit("intent_1")
                try await store.write("reserve", as: term) { [permit] in try $0.insert(permit) }
                await #expect(throws: FleetError.self) { try await store.write("again", as: term) { [permit] in try $0.insert(permit) } }
                (permit.state, permit.attempt, permit.execution, permit.remoteID) = ("unknown", 2, ExecutionID("exec_1"), "ft_1")
                (permit.reservedMicros, permit.spentMicros, permit.searches, permit.note) = (9, 8, 7, "grace")
                permit.nextSearchAt = StoreSamples.time
                try await store.write("lose", as: term) { [permit] in try $0.update(permit) }
                try await store.expect(permit) { try $0.permit(IntentKey("intent_1")) }
                try await store.expect([permit]) { try $0.permits(of: JobID("job_1")) }
                try await store.expect([permit]) { try $0.permits(of: WorkTaskID("task_1")) }
                try await store.expect([permit]) { try $0.permits(in: "unknown", limit: 9) }
                try await store.expect([permit]) { try $0.permitsToSearch(now: StoreSamples.time, limit: 9) }
                try await store.expect([]) { try $0.permitsToSearch(now: Timestamp(milliseconds: 0), limit: 9) }
            }
        },
        StorePromise("a job's log keeps its newest lines only") { harness in
            try await harness.withStore { store, term in
                for start in stride(from: 0, to: 30, by: 10) {
                    try await store.write("log", as: term) { transaction in
                        let lines = (start..<start + 10).map { TaskLogRow(job: JobID("job_1"), at: StoreSamples.time, line: String($0)) }
                        try transaction.append(lines, of: JobID("job_1"), keeping: 12)
                    }
                }
                try await store.write("neighbour", as: term) {
                    try $0.append([TaskLogRow(job: JobID("job_2"), at: StoreSamples.time, line: "mine")], of: JobID("job_2"), keeping: 12)
                }
                #expect(try await store.read { try $0.logLines(of: JobID("job_1"), limit: 99) }.map(\.line) == (18..<30).map(String.init))
                #expect(try await store.read { try $0.logLines(of: JobID("job_2"), limit: 99) }.map(\.line) == ["mine"])
            }
        },
    ]
}
