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

    /// The tasks that it may change.
    var tasks: [WorkTaskID] {
        switch self {
        case .answered(let body): body.accepted.map(\.task) + body.declined.map(\.task)
        case .completed(let body): [body.token.task]
        case .failed(let body): [body.token.task]
        case .snoozed(let body): [body.token.task]
        case .interrupted(let body): [body.token.task]
        case .beat(let body): body.executions.filter(\.tells).map(\.token.task)
        }
    }

    /// The tasks of which it only says that they go on.
    var beaten: [WorkTaskID] { if case .beat(let body) = self { body.executions.filter { !$0.tells }.map(\.token.task) } else { [] } }

    /// Whose outcome it is, and who said it.
    var outcome: (ExecutionToken, WorkerID)? {
        switch self {
        case .completed(let body): (body.token, body.worker)
        case .failed(let body): (body.token, body.worker)
        case .snoozed(let body): (body.token, body.worker)
        case .interrupted(let body): (body.token, body.worker)
        case .answered, .beat: nil
        }
    }

    /// The task that ends with it, if the execution is the bound one.
    var ending: WorkTaskID? { if case .completed(let body) = self { body.token.task } else { nil } }
}
