/// A measured figure and the most that it may be: resident bytes, open descriptors, queue depths, tries.
public struct BoundedFigure: Codable, Sendable, Equatable {
    public var name: String
    public var value: Double
    public var limit: Double

    public init(name: String, value: Double, limit: Double) {
        self.name = name
        self.value = value
        self.limit = limit
    }
}
