/// A record to be written.
public struct OutgoingRecord: Sendable {
    public let topic: String
    /// The partition to write to; nil lets the key decide.
    public let partition: Int32?
    public let headers: [Record.Header]
    private let bytes: RecordBytes

    public init(topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [Record.Header] = []) {
        self.init(topic: topic, partition: partition, bytes: .apart(key: key, value: value), headers: headers)
    }

    init(topic: String, partition: Int32?, bytes: RecordBytes, headers: [Record.Header]) {
        self.topic = topic
        self.partition = partition
        self.headers = headers
        self.bytes = bytes
    }

    /// The key as an array of its own.
    public var key: [UInt8]? { bytes.ownKey }

    /// The value as an array of its own. Nil writes a tombstone.
    public var value: [UInt8]? { bytes.ownValue }

    /// Bytes of key and value together.
    public var size: Int { bytes.size }

    /// Calls with key and value where they are; an absent one has a null base address, an empty one has not.
    package func withUnsafeBytes<Result>(_ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes(body)
    }
}
