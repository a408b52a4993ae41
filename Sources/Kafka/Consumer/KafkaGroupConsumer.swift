import FleetCore
import Messaging
import Synchronization

/// A member of a group on a Kafka cluster.
final class KafkaGroupConsumer: GroupConsumer {
    static let maximumRecords = 2_000
    static let maximumBytes = 32 * 1024 * 1024

    private struct Told {
        /// The generation of the assignment that the reader holds; nil after a revoke.
        var holding: Int32?
        var newest: Int32 = -1
    }

    private let loop: ConsumerLoop
    private let group: String
    private let told = Mutex(Told())

    init(loop: ConsumerLoop, group: String) {
        self.loop = loop
        self.group = group
    }

    var generation: Int32 { told.withLock { $0.newest } }

    func next(limit: Int) async throws -> GroupEvent? {
        while true {
            let (item, hasRoomAgain) = loop.buffer.take(limit: max(limit, 1))
            if hasRoomAgain { loop.wake() }
            if let item, let event = event(of: item) { return event }
            switch loop.buffer.ending {
            case .closed: return nil
            case .failed(let error): throw error
            case nil: if item == nil { try await loop.buffer.wait() }
            }
        }
    }

    private func event(of item: ConsumerItem) -> GroupEvent? {
        switch item {
        case .assigned(let partitions, let generation):
            told.withLock {
                $0.holding = generation
                $0.newest = max($0.newest, generation)
            }
            return .assigned(partitions, generation: generation)
        case .revoked:
            told.withLock { $0.holding = nil }
            return .revoked
        case .records(let records): return .records(records)
        case .outOfRange: return nil
        }
    }

    func commit(_ offsets: [TopicPartition: Int64]) async throws {
        // A reader that holds nothing owns none of these: they are left out, as the seam says.
        guard let generation = told.withLock({ $0.holding }), !offsets.isEmpty else { return }
        try await loop.ask { .commit(ticket: $0, offsets, generation: generation) }
    }

    func close(within deadline: Duration) async { await loop.close(within: deadline) }
}
