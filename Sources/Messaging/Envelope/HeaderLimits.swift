/// What a record's headers may be at most; anybody can write to a topic.
public struct HeaderLimits: Sendable, Equatable {
    public var maximumCount: Int
    /// Bytes of one name.
    public var maximumNameBytes: Int
    /// Bytes of one value.
    public var maximumValueBytes: Int
    /// Bytes of all names and values.
    public var maximumTotalBytes: Int

    public init(maximumCount: Int = 64, maximumNameBytes: Int = 128, maximumValueBytes: Int = 4096, maximumTotalBytes: Int = 32 * 1024) {
        self.maximumCount = maximumCount
        self.maximumNameBytes = maximumNameBytes
        self.maximumValueBytes = maximumValueBytes
        self.maximumTotalBytes = maximumTotalBytes
    }

    public static let standard = HeaderLimits()

    /// - Throws: `FleetError` `envelope_headers_too_large` (rejected).
    func check(_ headers: [Record.Header]) throws {
        guard headers.count <= maximumCount else { throw EnvelopeFault.tooManyHeaders("\(headers.count), at most \(maximumCount)") }
        var total = 0
        for header in headers {
            let name = header.name.utf8.count
            guard name <= maximumNameBytes else { throw EnvelopeFault.tooManyHeaders("a name has \(name) bytes, at most \(maximumNameBytes)") }
            guard header.value.count <= maximumValueBytes else {
                throw EnvelopeFault.tooManyHeaders("a value has \(header.value.count) bytes, at most \(maximumValueBytes)")
            }
            total += name + header.value.count
        }
        guard total <= maximumTotalBytes else { throw EnvelopeFault.tooManyHeaders("\(total) bytes in all, at most \(maximumTotalBytes)") }
    }
}
