import FleetCore

/// An `https://` address that a job names, taken apart strictly: what is unusual is refused, not guessed.
struct SourceURL: Sendable, Equatable {
    let host: String
    /// As written, `:8443`; empty for the usual one.
    let port: String
    /// With its `/`, and with the query.
    let target: String

    /// - Throws: `FleetError` `source_refused` (rejected).
    init(_ text: String) throws {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") }
        guard isPlain, text.utf8.count <= 4096, text.prefix(8).lowercased() == "https://" else {
            throw Self.refused("it is no plain https address", hint: "write https://HOST/FILE, with escapes for unusual characters")
        }
        let rest = text.dropFirst(8)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        let isName = parts[0].utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
        guard !parts[0].isEmpty, isName, parts.count <= 2, parts.count == 1 || UInt16(parts[1]) != nil else {
            throw Self.refused("its host is not usable", hint: "write https://HOST/FILE, without a user and a password")
        }
        host = parts[0].lowercased()
        port = parts.count == 2 && parts[1] != "443" ? ":\(parts[1])" : ""
        let path = rest.dropFirst(authority.count)
        target = path.hasPrefix("/") ? String(path) : "/" + path
        guard !target.prefix(while: { $0 != "?" }).contains("*") else {
            throw Self.refused("patterns are for file:// sources", hint: "name each https source")
        }
    }

    var text: String { "https://\(host)\(port)\(target)" }

    /// Without the query, which may hold a signature: what errors show.
    var shown: String { "https://\(host)\(port)\(target.prefix { $0 != "?" })" }

    /// Where a redirect leads.
    func following(_ location: String) throws -> SourceURL {
        if location.hasPrefix("/"), !location.hasPrefix("//") { return try SourceURL("https://\(host)\(port)\(location)") }
        return try SourceURL(location)
    }

    static func refused(_ cause: String, hint: String) -> FleetError {
        FleetError("source_refused", .rejected, "an https source is refused: \(cause)", hint: hint)
    }
}
