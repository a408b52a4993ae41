import FleetCore
import SimdJSON

/// A reader for many documents, one after the other (the lines of a data set): the parser's memory is used again, and values are made only where asked.
///
/// Not `Sendable`: one owner uses it. What `parse` returns is good until the next `parse`.
/// The same strictness as `JSONReader`: RFC 8259, UTF-8, no byte order mark, no key twice, integers of at most 64 bits.
public final class JSONTape {
    private let handle: OpaquePointer
    // One owner uses the tape, and every value that is read looks at these.
    @exclusivity(unchecked) private(set) var view = simdjson_tape_view()
    @exclusivity(unchecked) private(set) var generation = 0
    public let limits: JSONLimits

    public init(limits: JSONLimits = .standard) {
        guard let handle = simdjson_tape_create() else { preconditionFailure("JSONTape: no memory for a parser") }
        self.handle = handle
        self.limits = limits
    }

    deinit { simdjson_tape_destroy(handle) }

    /// Parses one document and gives its root.
    /// - Throws: `FleetError` (rejected) `json_too_large`, `json_too_deep`, `json_not_utf8` or `json_invalid`, with line, column and byte.
    public func parse(_ bytes: UnsafeRawBufferPointer) throws -> JSONTapeValue {
        generation += 1
        guard bytes.count <= limits.maximumBytes else { throw JSONFault.tooLarge(bytes.count, limit: limits.maximumBytes) }
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress, !bytes.isEmpty else {
            throw JSONFault.invalid("the document is empty", at: 0, in: bytes)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONFault.invalid("the document begins with a byte order mark", at: 0, in: bytes, hint: "save it as UTF-8 without a mark")
        }
        var offset = 0
        switch simdjson_scan(start, bytes.count, limits.maximumDepth, &offset) {
        case SIMDJSON_FAULT_UTF8: throw JSONFault.notUTF8(at: offset, in: bytes)
        case SIMDJSON_FAULT_DEPTH: throw JSONFault.tooDeep(limits.maximumDepth, at: offset, in: bytes)
        case SIMDJSON_FAULT_SURROGATE: throw JSONFault.invalid("half of a surrogate pair", at: offset, in: bytes)
        default: break
        }
        let error = simdjson_tape_parse(handle, start, bytes.count, limits.maximumDepth, &view)
        // A `u` on the tape is an integer above Int64, which the locator refuses as well.
        if error != 0 || hasWideInteger() {
            guard let finding = JSONFaultLocator.find(in: bytes) else {
                throw FleetError("json_invalid", .rejected, "the parser refused the document (code \(error))")
            }
            throw JSONFault.invalid(finding.reason, at: finding.offset, in: bytes)
        }
        var key: UnsafePointer<UInt8>?
        var length = 0
        if simdjson_tape_duplicate(handle, &key, &length) != 0 {
            throw JSONFault.duplicate(String(decoding: UnsafeBufferPointer(start: key, count: length), as: UTF8.self))
        }
        return JSONTapeValue(tape: self, index: 1, generation: generation)
    }

    /// Parses one document held as bytes.
    public func parse(_ bytes: [UInt8]) throws -> JSONTapeValue { try bytes.withUnsafeBytes { try parse($0) } }

    /// Parses one document that is part of a larger buffer.
    public func parse(_ bytes: ArraySlice<UInt8>) throws -> JSONTapeValue { try bytes.withUnsafeBytes { try parse($0) } }

    private func hasWideInteger() -> Bool {
        guard let words = view.words else { return false }
        var index = 1
        while index < view.count {
            switch UInt8(truncatingIfNeeded: words[index] >> 56) {
            case UInt8(ascii: "u"): return true
            case UInt8(ascii: "l"), UInt8(ascii: "d"): index += 2
            default: index += 1
            }
        }
        return false
    }
}
