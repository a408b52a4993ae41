/// The bytes of a text while detectors read them; an offset outside reads as 0, so that a detector needs no checks of bounds.
/// It counts what was read: the tests hold the promise of linear time by this count. Not `Sendable`: one execution owns it.
public final class ScannedText {
    private let bytes: UnsafeBufferPointer<UInt8>
    public private(set) var steps = 0

    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    public var count: Int { bytes.count }

    public subscript(offset: Int) -> UInt8 {
        steps &+= 1
        return offset >= 0 && offset < bytes.count ? bytes[offset] : 0
    }

    /// Where the run of bytes that `accepts` ends, going right from `offset`, at most `limit` bytes.
    public func end(of offset: Int, limit: Int = .max, while accepts: (UInt8) -> Bool) -> Int {
        var end = offset
        while end < bytes.count, end - offset < limit, accepts(self[end]) { end += 1 }
        return end
    }

    /// Where the run of bytes that `accepts` begins, going left from before `offset`, at most `limit` bytes.
    public func start(of offset: Int, limit: Int = .max, while accepts: (UInt8) -> Bool) -> Int {
        var start = offset
        while start > 0, offset - start < limit, accepts(self[start - 1]) { start -= 1 }
        return start
    }

    /// Whether `word` (lower case) stands at `offset`, in whatever case.
    public func has(_ word: StaticString, at offset: Int) -> Bool {
        for index in 0..<word.utf8CodeUnitCount where self[offset + index].lowercased != word.utf8Start[index] { return false }
        return true
    }

    /// The digits of a range as numbers 0...9, separators left out.
    public func digits(in range: Range<Int>) -> [UInt8] { range.lazy.map { self[$0] }.filter(\.isDigit).map { $0 - 0x30 } }
}
