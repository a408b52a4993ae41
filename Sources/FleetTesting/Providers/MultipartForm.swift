/// A `multipart/form-data` body as a fake server reads it: fields, and one file.
struct MultipartForm {
    private(set) var fields: [String: String] = [:]
    private(set) var fileName = ""
    /// The file's bytes as text.
    private(set) var fileText = ""

    /// - Returns: nil when the type is another, or a part cannot be read.
    init?(_ body: [UInt8], type: String) {
        guard type.hasPrefix("multipart/form-data"), let mark = type.firstRange(of: "boundary=") else { return nil }
        let text = String(decoding: body, as: UTF8.self)
        let parts = text.split(separator: "--" + type[mark.upperBound...], omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.first == "", parts.last == "--\r\n" else { return nil }
        for part in parts.dropFirst().dropLast() {
            guard let gap = part.firstRange(of: "\r\n\r\n"), part.hasPrefix("\r\n"), part.hasSuffix("\r\n") else { return nil }
            let head = part[..<gap.lowerBound]
            let content = String(part[gap.upperBound...].dropLast())
            guard let name = Self.parameter("name", of: head) else { return nil }
            if let file = Self.parameter("filename", of: head) {
                fileName = file
                fileText = content
            } else {
                fields[name] = content
            }
        }
    }

    private static func parameter(_ name: String, of head: Substring) -> String? {
        guard let start = head.firstRange(of: "; \(name)=\"") else { return nil }
        return String(head[start.upperBound...].prefix { $0 != "\"" })
    }
}
