/// A kind of worker, each with a task topic and an executable of its own.
public enum WorkKind: String, Codable, Sendable, CaseIterable {
    case sanitize, materialize, train, optimize, evaluate

    /// The topic on which tasks of this kind are dispatched.
    public var topic: String { "modelops.tasks.\(rawValue)" }

    /// The consumer group of the workers of this kind, within a fleet.
    public func group(of fleet: FleetID) -> String { "modelops.\(fleet).\(rawValue)" }
}
