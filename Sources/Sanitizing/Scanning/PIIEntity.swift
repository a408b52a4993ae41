/// A kind of personal or secret data; a detector names its own.
public struct PIIEntity: Hashable, Sendable, CustomStringConvertible {
    /// In snake case, as reports count it: `email`, `national_id`.
    public let name: String

    public init(_ name: String) { self.name = name }

    /// What stands in the text in its place: `[EMAIL]`, `[NATIONAL_ID]`.
    public var placeholder: String { "[\(name.uppercased())]" }

    public var description: String { name }
}
