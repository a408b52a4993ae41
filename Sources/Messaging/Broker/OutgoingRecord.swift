/// A record to be written.
public struct OutgoingRecord: Sendable {
    public let topic: String
    /// The partition to write to; nil lets the key decide.
    public let partition: Int32?
    public let key: [UInt8]?
    /// Nil writes a tombstone.
    public let value: [UInt8]?
    public let headers: [Record.Header]

    public init(topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [Record.Header] = []) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
    }
}
