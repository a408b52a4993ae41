import FleetCore
import Messaging
import Synchronization

/// Who owns what, as each member of a group was last told.
final class GroupBoard: Sendable {
    private struct Entry {
        let partitions: [TopicPartition]
        let generation: Int32
    }

    private let entries = Mutex<[Int: Entry]>([:])

    func note(_ event: GroupEvent, of member: Int) {
        switch event {
        case .assigned(let partitions, let generation):
            entries.withLock { $0[member] = Entry(partitions: partitions.sorted(), generation: generation) }
        case .revoked: entries.withLock { _ = $0.removeValue(forKey: member) }
        case .records: break
        }
    }

    /// What each of `members` owns, once all are in one generation with `count` partitions each.
    func shares(of count: Int, members: Int) -> [[TopicPartition]]? {
        entries.withLock { entries in
            let all = (0..<members).compactMap { entries[$0] }
            guard all.count == members, Set(all.map { $0.generation }).count == 1 else { return nil }
            guard all.allSatisfy({ $0.partitions.count == count }) else { return nil }
            return all.map { $0.partitions }
        }
    }
}

extension BrokerHarness {
    /// Reads for all members until they share in one generation, `count` partitions each; records that come meanwhile are dropped.
    func shares(of count: Int, among consumers: [any GroupConsumer]) async throws -> [[TopicPartition]] {
        try await clock.withTimeout(patience, waitingFor: "\(consumers.count) members with \(count) partitions each") {
            let board = GroupBoard()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, consumer) in consumers.enumerated() {
                    group.addTask {
                        while board.shares(of: count, members: consumers.count) == nil, let event = try await consumer.next(limit: 1) {
                            board.note(event, of: index)
                        }
                    }
                }
                // The first that sees the whole ends the waiting of the others.
                try await group.next()
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
            }
            return board.shares(of: count, members: consumers.count) ?? []
        }
    }
}
