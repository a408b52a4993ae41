/// A line that a child wrote, without its line end.
public struct ProcessLine: Sendable, Equatable {
    /// Where it was written.
    public enum Stream: Sendable, Equatable { case standardOutput, standardError }

    public let stream: Stream
    /// What is not UTF-8 is replaced.
    public let text: String
    /// The line was longer than `maximumLineBytes`; the rest of it is lost.
    public let isTruncated: Bool

    public init(stream: Stream, text: String, isTruncated: Bool = false) {
        self.stream = stream
        self.text = text
        self.isTruncated = isTruncated
    }
}
