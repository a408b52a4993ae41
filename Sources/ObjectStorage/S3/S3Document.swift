/// The little XML that S3 speaks: elements and text, read strictly and within bounds. Attributes are skipped, everything else is refused.
struct S3Document: Sendable, Equatable {
    let name: String
    private(set) var text = ""
    private(set) var children: [S3Document] = []

    private static let maximumDepth = 12

    /// The text of the first child of a name.
    func text(of name: String) -> String? { children.first { $0.name == name }?.text }

    /// The first child of a name.
    func child(_ name: String) -> S3Document? { children.first { $0.name == name } }

    private init(name: String) { self.name = name }

    /// Nil for what is no such document.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        var open: [S3Document] = []
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            if !open.isEmpty {
                guard let text = Self.unescaped(rest[..<start]) else { return nil }
                open[open.count - 1].text += text
            }
            guard let end = rest[start...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let tag = rest[(start + 1)..<end]
            rest = rest[(end + 1)...]
            // The declaration at the beginning.
            if tag.first == UInt8(ascii: "?"), open.isEmpty { continue }
            guard let first = tag.first, first != UInt8(ascii: "!"), first != UInt8(ascii: "?") else { return nil }
            let closes = first == UInt8(ascii: "/")
            let isEmpty = tag.last == UInt8(ascii: "/")
            guard let name = String(validating: tag.dropFirst(closes ? 1 : 0).prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }, as: UTF8.self) else {
                return nil
            }
            if !closes {
                guard open.count < Self.maximumDepth else { return nil }
                open.append(S3Document(name: name))
                if !isEmpty { continue }
            }
            guard let done = open.popLast(), done.name == name else { return nil }
            guard !open.isEmpty else {
                self = done
                return
            }
            open[open.count - 1].children.append(done)
        }
        return nil
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        guard text.contains("&") else { return text }
        var output = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "&") {
            output += rest[..<mark]
            guard let end = rest[mark...].firstIndex(of: ";"), let character = character(rest[rest.index(after: mark)..<end]) else { return nil }
            output.unicodeScalars.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return output + rest
    }

    private static func character(_ entity: Substring) -> Unicode.Scalar? {
        switch entity {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.hasPrefix("#") else { return nil }
            let isHexadecimal = entity.hasPrefix("#x")
            return UInt32(entity.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
        }
    }
}
