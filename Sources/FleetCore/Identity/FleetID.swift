/// The fleet that a message belongs to: two fleets on one broker never touch each other's work.
public struct FleetID: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
