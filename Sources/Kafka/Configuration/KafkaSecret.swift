/// A word that no log, error or dump shows.
public struct KafkaSecret: Sendable, Equatable, ExpressibleByStringLiteral, CustomStringConvertible, CustomReflectable {
    /// The word itself; only the configuration of a client asks for it.
    let exposed: String

    public init(_ secret: String) { exposed = secret }

    public init(stringLiteral value: String) { exposed = value }

    public var description: String { "(secret)" }

    public var customMirror: Mirror { Mirror(self, children: []) }
}
