/// What the stage promote gave.
struct PromoteOutput: Codable, Sendable, Equatable {
    var alias: String
    var isPromoted: Bool
    var reason: String

    enum CodingKeys: String, CodingKey {
        case alias, reason
        case isPromoted = "promoted"
    }
}
