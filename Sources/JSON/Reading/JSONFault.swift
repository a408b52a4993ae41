import FleetCore

/// Makes the errors of reading; none of them quotes a value of the document, because it may be private.
enum JSONFault {
    static func tooLarge(_ count: Int, limit: Int) -> FleetError {
        FleetError(
            "json_too_large", .rejected, "the document has \(count) bytes, at most \(limit) are read",
            hint: "move data into a file and name its URI")
    }

    static func tooDeep(_ limit: Int, at offset: Int, in bytes: UnsafeRawBufferPointer) -> FleetError {
        FleetError(
            "json_too_deep", .rejected, "\(place(offset, in: bytes)): objects and arrays are nested more than \(limit) deep",
            hint: "flatten the document")
    }

    static func notUTF8(at offset: Int, in bytes: UnsafeRawBufferPointer) -> FleetError {
        FleetError("json_not_utf8", .rejected, "\(place(offset, in: bytes)): not UTF-8", hint: "encode the document as UTF-8")
    }

    static func invalid(_ reason: String, at offset: Int, in bytes: UnsafeRawBufferPointer, hint: String? = nil) -> FleetError {
        FleetError("json_invalid", .rejected, "\(place(offset, in: bytes)): \(reason)", hint: hint)
    }

    static func duplicate(_ key: String) -> FleetError {
        let shown = key.count <= 64 ? key : key.prefix(64) + "..."
        return FleetError("json_invalid", .rejected, "the key \"\(shown)\" stands twice in one object", hint: "keep one of them")
    }

    /// Line and column count from 1, bytes from 0.
    private static func place(_ offset: Int, in bytes: UnsafeRawBufferPointer) -> String {
        var line = 1
        var start = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            start = index + 1
        }
        return "line \(line), column \(offset - start + 1) (byte \(offset))"
    }
}
