import FleetCore

/// `evaluate` of a job document.
public struct EvaluateSettings: Codable, Sendable, Equatable {
    public var metrics: [String]
    public var compareWith: [String]
    public var gates: [Gate]

    enum CodingKeys: String, CodingKey {
        case metrics, gates
        case compareWith = "compare_with"
    }
}
