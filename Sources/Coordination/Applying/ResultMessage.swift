import FleetCore
import Messaging

/// What a record of `modelops.results` says.
enum ResultMessage: Sendable {
    case answered(TaskAnswered)
    case completed(TaskCompleted)
    case failed(TaskFailed)
    case snoozed(TaskSnoozed)
    case interrupted(TaskInterrupted)
    case beat(WorkerBeat)

    var fleet: FleetID {
        switch self {
        case .answered(let body): body.fleet
        case .completed(let body): body.fleet
        case .failed(let body): body.fleet
        case .snoozed(let body): body.fleet
        case .interrupted(let body): body.fleet
        case .beat(let body): body.fleet
        }
    }

    /// The tasks that it speaks of.
    var tasks: [WorkTaskID] {
        switch self {
        case .answered(let body): body.accepted.map(\.task) + body.declined.map(\.task)
        case .completed(let body): [body.token.task]
        case .failed(let body): [body.token.task]
        case .snoozed(let body): [body.token.task]
        case .interrupted(let body): [body.token.task]
        case .beat(let body): body.executions.map(\.token.task)
        }
    }
}
