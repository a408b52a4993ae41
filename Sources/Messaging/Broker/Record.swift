import FleetCore

/// A record as it was read: bytes are copied out of the client, so it owns all that it holds, alone or together with its neighbours.
public struct Record: Sendable {
    public let source: TopicPartition
    public let offset: Int64
    /// In the order of the wire; a name may occur twice.
    public let headers: [Header]
    public let timestamp: Timestamp
    private let bytes: RecordBytes

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
        self.headers = headers
        self.timestamp = timestamp
        bytes = .apart(key: key, value: isTombstone ? nil : value)
    }

    /// A record of a batch, whose key stands in `buffer` from `start` on, with its value behind it; a count is nil where there is none.
    /// The buffer lives for as long as one of its records: keep it small, since somebody may keep a single one of them for long.
    package init(
        source: TopicPartition, offset: Int64, in buffer: [UInt8], from start: Int, key: Int?, value: Int?, headers: [Header], timestamp: Timestamp
    ) {
        self.source = source
        self.offset = offset
        self.headers = headers
        self.timestamp = timestamp
        bytes = RecordBytes(in: buffer, from: start, key: key, value: value)
    }

    /// The key as an array of its own.
    public var key: [UInt8]? { bytes.ownKey }

    /// The value as an array of its own. Empty for a tombstone too: `isTombstone` tells the two apart.
    public var value: [UInt8] { bytes.ownValue ?? [] }

    /// The key where it is: nothing is copied.
    public var keyBytes: ArraySlice<UInt8>? { bytes.key }

    /// The value where it is: nothing is copied. Empty for a tombstone.
    public var valueBytes: ArraySlice<UInt8> { bytes.value ?? [] }

    /// The record has no value at all: it deletes its key from a compacted topic.
    public var isTombstone: Bool { !bytes.hasValue }

    /// Bytes of key and value together.
    public var size: Int { bytes.size }
}
