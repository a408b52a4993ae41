import JSON

/// A task that a planning task adds to its own stage.
public struct SpawnedTask: Codable, Sendable, Equatable {
    public var step: String
    public var input: JSONValue

    public init(step: String, input: JSONValue) {
        self.step = step
        self.input = input
    }
}
