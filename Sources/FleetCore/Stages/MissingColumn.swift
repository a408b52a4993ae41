/// A column that a row lacked, and the names of those that it had.
public struct MissingColumn: Codable, Sendable, Equatable {
    public var wanted: String
    public var found: [String]

    /// Names that could be data themselves, such as addresses, are left out.
    public init(wanted: String, found: [String]) {
        self.wanted = wanted
        self.found = Array(found.filter(Self.isPlain).sorted().prefix(20))
    }

    private static func isPlain(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count), name.utf8.count(where: { (0x30...0x39).contains($0) }) < 6 else { return false }
        return name.allSatisfy { $0.isLetter || $0.isNumber || "_-. ".contains($0) }
    }
}
