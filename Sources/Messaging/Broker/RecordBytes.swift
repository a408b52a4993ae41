/// Key and value of a record, side by side in a buffer that the records of a batch share: one allocation serves many records.
///
/// The buffer is an array that nobody changes any more; it lives for as long as one of its records does. Whoever keeps a single record
/// for long keeps the whole buffer, which is why those who share one keep it small.
struct RecordBytes: Sendable {
    /// What a count says where there is no key or no value at all.
    private static let absent = -1

    private let owner: [UInt8]
    private let start: Int
    private let keyCount: Int
    private let valueCount: Int

    /// The bytes of one record on its own.
    init(key: [UInt8]?, value: [UInt8]?) {
        if let key, !key.isEmpty { owner = value.map { key + $0 } ?? key } else { owner = value ?? [] }
        start = 0
        keyCount = Self.count(key?.count)
        valueCount = Self.count(value?.count)
    }

    /// A part of a shared buffer: the key from `start` on, the value behind it. Nil is a key or value that is not there.
    init(in owner: [UInt8], from start: Int, key: Int?, value: Int?) {
        precondition(start >= 0 && start + max(key ?? 0, 0) + max(value ?? 0, 0) <= owner.count, "RecordBytes: not a part of its buffer")
        self.owner = owner
        self.start = start
        keyCount = Self.count(key)
        valueCount = Self.count(value)
    }

    private static func count(_ count: Int?) -> Int { count ?? absent }

    private var keyRange: Range<Int> { start..<start + max(keyCount, 0) }
    private var valueRange: Range<Int> { keyRange.upperBound..<keyRange.upperBound + max(valueCount, 0) }

    var hasValue: Bool { valueCount != Self.absent }
    var key: ArraySlice<UInt8>? { keyCount == Self.absent ? nil : owner[keyRange] }
    var value: ArraySlice<UInt8>? { hasValue ? owner[valueRange] : nil }
    var keySize: Int { keyRange.count }
    var valueSize: Int { valueRange.count }

    /// The value as an array of its own; no copy where it has its buffer to itself.
    var ownValue: [UInt8]? { !hasValue ? nil : valueRange.count == owner.count ? owner : Array(owner[valueRange]) }

    /// Calls with both in place; an absent one has a null base address, an empty one has not.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try owner.withUnsafeBytes { all in
            try Swift.withUnsafeBytes(of: UInt8(0)) { empty in
                func part(_ count: Int, _ range: Range<Int>) -> UnsafeRawBufferPointer {
                    if count == Self.absent { return UnsafeRawBufferPointer(start: nil, count: 0) }
                    if range.isEmpty { return UnsafeRawBufferPointer(start: empty.baseAddress, count: 0) }
                    return UnsafeRawBufferPointer(rebasing: all[range])
                }
                return try body(part(keyCount, keyRange), part(valueCount, valueRange))
            }
        }
    }
}
