/// `promote` of a job document.
public struct PromoteSettings: Codable, Sendable, Equatable {
    public enum Condition: String, Codable, Sendable {
        case gatesPass = "gates_pass"
        case always
    }

    public enum Choice: String, Codable, Sendable { case optimized, tuned }

    public var alias: String
    public var when: Condition
    public var choose: Choice?
}
