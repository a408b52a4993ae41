/// Key and value of a record: arrays of their own, or a part of a buffer that the records of a batch share, so that one allocation serves many.
///
/// A shared buffer is an array that nobody changes any more; it lives for as long as one of its records does. Whoever keeps a single record
/// for long keeps the whole buffer, which is why those who share one keep it small.
enum RecordBytes: Sendable {
    case apart(key: [UInt8]?, value: [UInt8]?)
    /// The key from `start` on, the value behind it; a count is nil where there is no key or no value at all.
    case shared([UInt8], start: Int, key: Int?, value: Int?)

    /// A part of a shared buffer, which must hold it.
    init(in owner: [UInt8], from start: Int, key: Int?, value: Int?) {
        precondition(start >= 0 && start + max(key ?? 0, 0) + max(value ?? 0, 0) <= owner.count, "RecordBytes: not a part of its buffer")
        self = .shared(owner, start: start, key: key, value: value)
    }

    var key: ArraySlice<UInt8>? {
        switch self {
        case .apart(let key, _): key?[...]
        case .shared(let owner, let start, let key, _): key.map { owner[start..<start + $0] }
        }
    }

    var value: ArraySlice<UInt8>? {
        switch self {
        case .apart(_, let value): value?[...]
        case .shared(let owner, let start, let key, let value): value.map { owner[start + (key ?? 0)..<start + (key ?? 0) + $0] }
        }
    }

    /// The key as an array of its own; a copy only of a shared one.
    var ownKey: [UInt8]? { if case .apart(let key, _) = self { key } else { key.map { Array($0) } } }

    /// The value as an array of its own; a copy only of a shared one.
    var ownValue: [UInt8]? { if case .apart(_, let value) = self { value } else { value.map { Array($0) } } }

    var hasValue: Bool {
        switch self {
        case .apart(_, let value): value != nil
        case .shared(_, _, _, let value): value != nil
        }
    }

    /// Bytes of both together.
    var size: Int {
        switch self {
        case .apart(let key, let value): (key?.count ?? 0) + (value?.count ?? 0)
        case .shared(_, _, let key, let value): (key ?? 0) + (value ?? 0)
        }
    }

    /// Calls with both in place; an absent one has a null base address, an empty one has not.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: UInt8(0)) { empty in
            let nothing = UnsafeRawBufferPointer(start: empty.baseAddress, count: 0)
            switch self {
            case .apart(let key, let value):
                return try Self.withBytes(of: key, nothing) { key in try Self.withBytes(of: value, nothing) { value in try body(key, value) } }
            case .shared(let owner, let start, let key, let value):
                return try owner.withUnsafeBytes { all in
                    func part(_ count: Int?, from start: Int) -> UnsafeRawBufferPointer {
                        guard let count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
                        return count == 0 ? nothing : UnsafeRawBufferPointer(rebasing: all[start..<start + count])
                    }
                    return try body(part(key, from: start), part(value, from: start + (key ?? 0)))
                }
            }
        }
    }

    private static func withBytes<Result>(
        of bytes: [UInt8]?, _ nothing: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        guard let bytes else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return try bytes.withUnsafeBytes { try body($0.isEmpty ? nothing : $0) }
    }
}
