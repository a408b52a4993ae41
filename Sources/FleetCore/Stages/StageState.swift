/// Where a stage of a job is.
public enum StageState: String, Codable, Sendable, CaseIterable {
    case pending, ready, running
    case succeeded, failed, skipped, cancelled

    public var isTerminal: Bool {
        switch self {
        case .succeeded, .failed, .skipped, .cancelled: true
        case .pending, .ready, .running: false
        }
    }
}
