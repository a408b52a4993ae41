import FleetCore

extension ClientRequest {
    /// Whether a second arrival has no second effect (RFC 9110, section 9.2.2): only then may a request be sent again unasked.
    var isRepeatable: Bool { ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"].contains(method) }

    /// Scheme and host only, for messages: user, path and query may carry secrets.
    var place: String {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, ["http:", "https:"].contains(parts[0].lowercased()) else { return "the address" }
        let authority = parts[2].prefix { !"?#\\".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let isHost = !host.isEmpty && host.utf8.allSatisfy { Self.isLetterOrDigit($0) || ".-_:[]%".utf8.contains($0) }
        // What looks like a port but is none may be the first half of a password.
        let port = host.hasSuffix("]") ? "" : host.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last ?? ""
        guard isHost, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return "the address" }
        return "\(parts[0])//\(host)"
    }

    /// Nothing that goes into the head may end its line.
    /// - Throws: `FleetError` `header_invalid` or `url_invalid` (rejected); the texts are not repeated, they may be secrets.
    func check() throws {
        guard !method.isEmpty, method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw FleetError("header_invalid", .rejected, "the method of a request is not a word in capitals")
        }
        guard headers.allSatisfy({ HTTPHeaders.isSafe(HTTPHeaders.Field(name: $0.name, value: $0.value)) }), typesAreSafe else {
            throw FleetError("header_invalid", .rejected, "a header of the request holds a line end or another character that may not stand there")
        }
        let scheme = url.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme == "https://", url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw FleetError("url_invalid", .rejected, "\(place): not an address of the web", hint: "use https://HOST/PATH")
        }
    }

    private var typesAreSafe: Bool {
        let types: [String]
        switch body {
        case .none: types = []
        case .bytes(_, let type): types = [type]
        case .form(let parts):
            types = parts.flatMap { part in
                switch part {
                case .field(let name, _): [name]
                case .file(let name, _, let fileName, let type): [name, fileName, type]
                }
            }
        }
        return types.allSatisfy { HTTPHeaders.isSafe(HTTPHeaders.Field(name: "t", value: $0)) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
