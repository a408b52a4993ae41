import FleetCore
import HTTP

/// `NAME@VERSION` or `NAME@ALIAS`, as a person types it; without `@` the candidate is meant.
struct ModelReferenceWord {
    /// Both ready to stand in a path.
    let name: String
    let version: String

    init(_ word: String) throws {
        let parts = word.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isPlain) }) else {
            throw FleetError("usage", .rejected, "'\(word)' is no model reference", hint: "write NAME@VERSION or NAME@ALIAS")
        }
        name = parts[0]
        version = parts.count == 2 ? parts[1] : "candidate"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-_.".utf8.contains(byte)
    }
}
