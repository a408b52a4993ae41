/// The stages of a job, in their natural order.
public enum StageKind: String, Codable, Sendable, CaseIterable, Comparable {
    case sanitize, materialize, train, optimize, evaluate, register, promote

    /// The kind of worker that does this stage; nil for those that the coordinator does itself.
    public var work: WorkKind? { WorkKind(rawValue: rawValue) }

    /// Whether this stage finds out whether what the job was given can be used: nothing else begins before it has ended well.
    public var validates: Bool { self == .sanitize }

    public static func < (left: StageKind, right: StageKind) -> Bool {
        left.position < right.position
    }

    private var position: Int {
        switch self {
        case .sanitize: 0
        case .materialize: 1
        case .train: 2
        case .optimize: 3
        case .evaluate: 4
        case .register: 5
        case .promote: 6
        }
    }
}
