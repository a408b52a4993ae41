import Foundation

/// What a client of the library reports about itself, for gauges.
public struct KafkaStatistics: Sendable, Equatable {
    public struct Broker: Sendable, Equatable {
        /// `UP`, `DOWN`, `INIT`, ... as the library says.
        public let state: String
        /// Round trip to the broker in microseconds, over the last interval.
        public let roundTripAverage: Int64
        public let roundTripP99: Int64
        public let requestTimeouts: Int64
        public let disconnects: Int64
    }

    public struct Partition: Sendable, Equatable {
        public let topic: String
        public let partition: Int32
        /// Records between the committed or read position and the end; -1 where unknown.
        public let lag: Int64
        public let fetchQueueCount: Int64
        public let fetchQueueBytes: Int64
    }

    public let client: String
    /// Records waiting to be sent or acknowledged.
    public let queuedRecords: Int64
    public let queuedBytes: Int64
    public let sentRecords: Int64
    public let sentBytes: Int64
    public let receivedRecords: Int64
    public let receivedBytes: Int64
    /// By name of the broker; without the library's bootstrap entries.
    public let brokers: [String: Broker]
    /// Partitions that this client reads.
    public let partitions: [Partition]
    /// The state of the group membership (`up`, ...); nil for producers.
    public let groupState: String?
    public let rebalances: Int64
}
