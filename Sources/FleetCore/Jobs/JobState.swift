/// Where a job is. The table of moves stands in `JobMachine`.
public enum JobState: String, Codable, Sendable, CaseIterable {
    case submitted, validating, running, paused, waiting, cancelling
    case succeeded, failed, cancelled, rejected

    /// Whether nothing follows, for ever.
    public var isTerminal: Bool {
        switch self {
        case .succeeded, .failed, .cancelled, .rejected: true
        case .submitted, .validating, .running, .paused, .waiting, .cancelling: false
        }
    }
}
