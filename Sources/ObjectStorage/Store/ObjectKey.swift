import FleetCore

/// The shape of a key, checked before it becomes a path.
package enum ObjectKey {
    /// - Throws: `FleetError` `object_key` (rejected).
    package static func checked(_ key: String) throws -> String {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && part.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
        }
        guard !key.isEmpty, key.utf8.count <= 512, isPlain else {
            throw FleetError(
                "object_key", .rejected, "this is no key of an object",
                hint: "parts of visible characters, none beginning with a dot, 512 bytes at most")
        }
        return key
    }
}
