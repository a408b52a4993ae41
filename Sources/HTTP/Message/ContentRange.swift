/// Which part of a whole an answer is: the header `Content-Range: bytes 5-9/10`.
public struct ContentRange: Sendable, Equatable {
    /// The offset of the first byte.
    public let start: Int64
    /// The offset of the last byte.
    public let end: Int64
    /// Bytes of the whole.
    public let total: Int64

    /// Nil for anything but `bytes START-END/TOTAL` with START <= END < TOTAL.
    public init?(_ text: String) {
        guard text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let total = Self.number(parts[1]) else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = Self.number(ends[0]), let end = Self.number(ends[1]), start <= end, end < total else { return nil }
        self.start = start
        self.end = end
        self.total = total
    }

    /// Digits only: no sign, no blank.
    public static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int64(text) : nil
    }
}
