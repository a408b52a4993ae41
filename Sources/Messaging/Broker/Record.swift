import FleetCore

/// A record as it was read: bytes are copied out of the client, so it owns all that it holds.
public struct Record: Sendable {
    public let source: TopicPartition
    public let offset: Int64
    public let key: [UInt8]?
    /// Empty for a tombstone too: `isTombstone` tells the two apart.
    public let value: [UInt8]
    /// In the order of the wire; a name may occur twice.
    public let headers: [Header]
    public let timestamp: Timestamp
    /// The record has no value at all: it deletes its key from a compacted topic.
    public let isTombstone: Bool

    public struct Header: Sendable, Equatable {
        public let name: String
        public let value: [UInt8]

        public init(_ name: String, _ value: [UInt8]) {
            self.name = name
            self.value = value
        }

        public init(_ name: String, _ value: String) { self.init(name, Array(value.utf8)) }
    }

    public init(
        source: TopicPartition, offset: Int64, key: [UInt8]?, value: [UInt8], headers: [Header], timestamp: Timestamp,
        isTombstone: Bool = false
    ) {
        self.source = source
        self.offset = offset
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
        self.isTombstone = isTombstone
    }
}
