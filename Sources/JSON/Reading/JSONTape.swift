import FleetCore
import SimdJSON

/// A reader for many documents, one after the other (the lines of a data set): the parser's memory is used again, and values are made only where asked.
///
/// Not `Sendable`: one owner uses it. What `parse` returns is good until the next `parse`.
/// The same strictness as `JSONReader`: RFC 8259, UTF-8, no byte order mark, no key twice, integers of at most 64 bits.
public final class JSONTape {
    private let handle: OpaquePointer
    // One owner uses the tape, and every value that is read looks at these.
    @usableFromInline @exclusivity(unchecked) private(set) var view = simdjson_tape_view()
    @usableFromInline @exclusivity(unchecked) private(set) var generation = 0
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
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            throw JSONFault.invalid("the document begins with a byte order mark", at: 0, in: bytes, hint: "save it as UTF-8 without a mark")
        }
        let error = simdjson_tape_parse(handle, start, bytes.count, limits.maximumDepth, &view)
        if error != 0 { throw refusal(of: bytes, start, code: error) }
        var key: UnsafePointer<UInt8>?
        var length = 0
        switch simdjson_tape_check(handle, limits.maximumDepth, &key, &length) {
        case SIMDJSON_FINDING_WIDE_INTEGER, SIMDJSON_FINDING_DEPTH: throw refusal(of: bytes, start, code: 0)
        case SIMDJSON_FINDING_DUPLICATE_KEY:
            throw JSONFault.duplicate(String(decoding: UnsafeBufferPointer(start: key, count: length), as: UTF8.self))
        default: break
        }
        return JSONTapeValue(tape: self, index: 1, generation: generation)
    }

    /// Parses one document held as bytes.
    public func parse(_ bytes: [UInt8]) throws -> JSONTapeValue { try bytes.withUnsafeBytes { try parse($0) } }

    /// Parses one document that is part of a larger buffer.
    public func parse(_ bytes: ArraySlice<UInt8>) throws -> JSONTapeValue { try bytes.withUnsafeBytes { try parse($0) } }

    /// The place of a key's value in the object at a place; 0 where there is none.
    @usableFromInline func member(_ key: UnsafeBufferPointer<UInt8>, of object: Int) -> Int { simdjson_tape_member(handle, object, key.baseAddress, key.count) }

    /// Why the parser refused: it says no place, so the bytes are gone through again.
    private func refusal(of bytes: UnsafeRawBufferPointer, _ start: UnsafePointer<UInt8>, code: Int32) -> FleetError {
        var offset = 0
        switch simdjson_scan(start, bytes.count, limits.maximumDepth, &offset) {
        case SIMDJSON_FAULT_UTF8: return JSONFault.notUTF8(at: offset, in: bytes)
        case SIMDJSON_FAULT_DEPTH: return JSONFault.tooDeep(limits.maximumDepth, at: offset, in: bytes)
        case SIMDJSON_FAULT_SURROGATE: return JSONFault.invalid("half of a surrogate pair", at: offset, in: bytes)
        default: break
        }
        guard let finding = JSONFaultLocator.find(in: bytes) else {
            return FleetError("json_invalid", .rejected, "the parser refused the document (code \(code))")
        }
        return JSONFault.invalid(finding.reason, at: finding.offset, in: bytes)
    }
}
