/// What a document may be at most. Bytes are counted before the parser sees them; the parser stops at the depth, whatever stands behind.
public struct JSONLimits: Sendable, Equatable {
    /// Bytes of the document; what counts is what was received, white space included.
    public var maximumBytes: Int
    /// Objects and arrays inside each other.
    public var maximumDepth: Int

    public init(maximumBytes: Int = 512 * 1024, maximumDepth: Int = 64) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
    }

    /// 512 KiB and depth 64: messages, HTTP bodies, job documents.
    public static let standard = JSONLimits()
}
