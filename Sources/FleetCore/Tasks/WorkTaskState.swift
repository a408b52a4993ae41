/// Where a task is. The table of moves stands in `WorkTaskMachine`.
public enum WorkTaskState: String, Codable, Sendable, CaseIterable {
    case queued, dispatched, accepted, snoozed
    case completed, failed, cancelled

    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .cancelled: true
        case .queued, .dispatched, .accepted, .snoozed: false
        }
    }
}
