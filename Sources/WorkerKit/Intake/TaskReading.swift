import FleetCore
import Messaging

/// What a record of a task topic turned out to be.
enum TaskReading: Sendable {
    case task(TaskRun, trace: TraceContext?)
    /// This worker cannot read it; the headers say which attempt it was.
    case unreadable(task: WorkTaskID, attempt: Int, reason: FleetError.Code)
    /// It cannot be read and nobody can be told which attempt it was.
    case nameless(reason: FleetError.Code)
    /// Another fleet's, on the same broker: its own workers read it too.
    case foreign

    /// Thirty days: no attempt is meant to take longer, and no deadline leaves the range of the clock.
    static let longestTimeoutSeconds = 2_592_000

    /// Reads a record; never throws, never traps.
    init(_ record: Record, fleet: FleetID, kind: WorkKind, reader: EnvelopeReader) {
        var routing = EnvelopeRouting()
        do {
            let envelope = try reader.envelope(record)
            routing = envelope.routing
            if let sender = routing.fleet, sender != fleet {
                self = .foreign
                return
            }
            guard envelope.messageType == .taskRun else {
                throw FleetError(EnvelopeFault.typeUnexpectedCode, .rejected, "the message is not a task")
            }
            let run = try envelope.decode(TaskRun.self, limits: reader.limits)
            if run.fleet != fleet {
                self = .foreign
                return
            }
            let names = [run.task.rawValue, run.job.rawValue, run.tenant.rawValue]
            guard run.stage.work == kind, run.attempt >= 1, (run.timeoutSeconds ?? 1) >= 1, names.allSatisfy(Self.isName) else {
                throw FleetError("task_not_for_this_worker", .rejected, "the task's stage, attempt or names do not fit")
            }
            self = .task(run, trace: envelope.trace)
        } catch {
            let reason = (error as? FleetError)?.code ?? "unexpected"
            if let task = routing.task, Self.isName(task.rawValue), let attempt = routing.attempt, attempt >= 1 {
                self = .unreadable(task: task, attempt: attempt, reason: reason)
            } else {
                self = .nameless(reason: reason)
            }
        }
    }

    /// Names become folders and keys: they are short and hold nothing that leads elsewhere.
    private static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && !text.hasPrefix(".")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
    }
}
