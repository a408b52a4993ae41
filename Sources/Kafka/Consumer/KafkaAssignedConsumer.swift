import CRDKafka
import FleetCore
import Messaging

/// Reads partitions of a Kafka cluster that it assigns itself.
final class KafkaAssignedConsumer: AssignedConsumer {
    static let maximumRecords = 5_000
    static let maximumBytes = 32 * 1024 * 1024

    private let loop: ConsumerLoop
    private let administration: @Sendable () async throws -> any BrokerAdministration

    /// - Parameter administration: tells the end offsets at the moment of an assignment.
    init(loop: ConsumerLoop, administration: @escaping @Sendable () async throws -> any BrokerAdministration) {
        self.loop = loop
        self.administration = administration
    }

    func assign(_ positions: [TopicPartition: StartPosition]) async throws {
        let atEnd = positions.filter { $0.value == .end }.keys.sorted()
        // Asked for now and not by the library's own "end", which is looked up later: what is written in between would be missed.
        let ends = atEnd.isEmpty ? [:] : try await administration().offsets(of: atEnd)
        var offsets: [TopicPartition: Int64] = [:]
        for (source, start) in positions {
            switch start {
            case .offset(let offset): offsets[source] = offset
            case .earliest: offsets[source] = Int64(RD_KAFKA_OFFSET_BEGINNING)
            case .end: offsets[source] = ends[source]?.high ?? Int64(RD_KAFKA_OFFSET_END)
            }
        }
        let resolved = offsets
        try await loop.ask { .assign(ticket: $0, resolved) }
    }

    func next(limit: Int) async throws -> AssignedEvent? {
        while true {
            let (item, hasRoomAgain) = loop.buffer.take(limit: max(limit, 1))
            if hasRoomAgain { loop.wake() }
            switch item {
            case .records(let records): return .records(records)
            case .outOfRange(let source): return .outOfRange(source)
            case .assigned, .revoked: continue
            case nil: break
            }
            switch loop.buffer.ending {
            case .closed: return nil
            case .failed(let error): throw error
            case nil: try await loop.buffer.wait()
            }
        }
    }

    func close(within deadline: Duration) async { await loop.close(within: deadline) }
}
