import FleetCore

/// `NAME@VERSION` or `NAME@ALIAS`, as people write it.
public struct ModelReference: Sendable, Equatable {
    public enum Target: Sendable, Equatable {
        case version(Int64)
        case alias(String)
        /// Nothing was named.
        case none
    }

    public let name: String
    public let target: Target

    /// - Throws: `FleetError` `model_reference_invalid` (rejected).
    public init(_ text: String) throws {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let head = parts.first, Self.isName(head), parts.count == 1 || Self.isName(parts[1]) else {
            throw FleetError(
                "model_reference_invalid", .rejected, "\"\(text.prefix(80))\" names no model", path: "model", hint: "write NAME@VERSION or NAME@ALIAS"
            )
        }
        name = String(head)
        target = parts.count == 1 ? .none : Int64(parts[1]).map(Target.version) ?? .alias(String(parts[1]))
    }

    static func isName(_ text: Substring) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) || [45, 46, 95].contains($0) }
    }
}
