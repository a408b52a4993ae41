/// Reads one JSON document strictly: RFC 8259, UTF-8, no byte order mark, no key twice, no half surrogate pairs.
///
/// An integer beyond 64 bits and a number beyond double precision are refused, never rounded in silence.
/// For many documents in a row use `JSONTape`, which keeps its memory.
public enum JSONReader {
    /// - Throws: `FleetError` (rejected) `json_too_large`, `json_too_deep`, `json_not_utf8` or `json_invalid`, with line, column and byte.
    public static func parse(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits = .standard) throws -> JSONValue {
        // A parser's memory is given back and taken again for each document otherwise, which costs more than a short document.
        let tape = JSONTapePool.take(limits)
        defer { JSONTapePool.giveBack(tape, after: bytes.count) }
        return try tape.parse(bytes).materialized()
    }

    public static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws -> JSONValue {
        try bytes.withUnsafeBytes { try parse($0, limits: limits) }
    }

    public static func parse(_ bytes: ArraySlice<UInt8>, limits: JSONLimits = .standard) throws -> JSONValue {
        try bytes.withUnsafeBytes { try parse($0, limits: limits) }
    }

    public static func parse(_ text: String, limits: JSONLimits = .standard) throws -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }
}
