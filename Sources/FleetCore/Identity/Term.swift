/// The number of a coordinator's reign; grows with every start, and every write of state checks it.
public struct Term: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public let number: Int64
    public init(_ number: Int64) { self.number = number }
    public static func < (left: Term, right: Term) -> Bool { left.number < right.number }
    public var description: String { String(number) }
    public init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int64.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}
