import FleetCore
import Persistence
import Telemetry

/// Fires durable timers: snoozes, backoffs, searches, job timeouts. What a timer does and its deletion are one transaction: it fires once.
struct TimerService: Sendable {
    let writer: StateWriter
    let logger: Logger
    /// The longest sleep: a calendar clock that was set back is noticed after this.
    var longestSleep: Duration = .seconds(30)

    func run(_ retries: RetryLoop) async throws {
        let clock = writer.surroundings.clock
        while true {
            let pause = try await retries.untilDone("firing timers") {
                while try await fire() {}
                let next = try await writer.store.read { try $0.nextTimerDue() }
                return next.map { Duration.milliseconds(max(0, $0.milliseconds - clock.wallTime().milliseconds)) } ?? longestSleep
            }
            try await writer.bells.timers.wait(atMost: min(max(pause, .milliseconds(1)), longestSleep), clock: clock)
        }
    }

    /// Fires what is due.
    /// - Returns: whether there may be more.
    func fire() async throws -> Bool {
        let time = writer.surroundings.clock.wallTime()
        let due = try await writer.store.read { try $0.dueTimers(now: time, limit: 100) }
        guard !due.isEmpty else { return false }
        try await writer.changeEach("fire timers", due) { timer, change in
            // Set anew or fired meanwhile: not this one any more.
            guard let present = try change.transaction.timer(kind: timer.kind, subject: timer.subject), present.dueAt <= time else { return }
            try change.transaction.deleteTimer(kind: timer.kind, subject: timer.subject)
            try change.fire(present)
        } instead: { timer, error, change in
            try change.transaction.deleteTimer(kind: timer.kind, subject: timer.subject)
            // The next inventory is not to be missed because this one could not begin.
            if timer.kind == TimerKind.inventory { return try change.setInventoryTimer(timer.subject) }
            guard timer.kind == TimerKind.task else { return }
            let report = TaskReport(cause: error.code.rawValue)
            try change.apply(.of(.abandoned(error.during("firing a timer"))), to: WorkTaskID(timer.subject), report)
        }
        return due.count == 100
    }
}

extension StateChange {
    fileprivate func fire(_ timer: TimerRow) throws {
        switch timer.kind {
        case TimerKind.task: try apply(.of(.timerFired), to: WorkTaskID(timer.subject), TaskReport(cause: "timer"))
        case TimerKind.jobTimeout:
            let error = FleetError("job_timeout", .permanent, "the job did not end within its timeout", path: "timeout", hint: "give it more time")
            try failJob(JobID(timer.subject), error: try Self.text(of: error), cause: "timeout")
        case TimerKind.inventory: try beginInventory(of: timer.subject)
        default: break
        }
    }
}
