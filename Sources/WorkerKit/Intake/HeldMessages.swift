import FleetCore
import Messaging

/// The messages that a worker has taken and not answered, in the order of their partitions.
///
/// A message is answered when there is a slot, when it has waited long enough, or when it needs none;
/// a message behind an unanswered one of its partition waits, so that a committed offset never skips one.
struct HeldMessages: Sendable {
    struct Message: Sendable {
        let record: Record
        let reading: TaskReading
        let receivedAt: MonotonicInstant
        /// Taken up in this process before: it needs no slot.
        let isKnown: Bool
    }

    /// What is answered now.
    struct Batch: Sendable {
        var accepted: [Message] = []
        var full: [Message] = []
        var unreadable: [Message] = []
        /// Of every answered message: the next offset of its partition.
        var offsets: [TopicPartition: Int64] = [:]

        var isEmpty: Bool { offsets.isEmpty }
    }

    private var messages: [Message] = []
    let hold: Duration

    init(hold: Duration) { self.hold = hold }

    var isEmpty: Bool { messages.isEmpty }
    var count: Int { messages.count }

    /// When the oldest message is to be answered at the latest.
    var deadline: MonotonicInstant? { messages.map(\.receivedAt).min().map { $0 + hold } }

    mutating func append(_ message: Message) { messages.append(message) }

    /// Forgets what is unanswered: it belongs to the partition's next owner.
    mutating func dropAll() { messages = [] }

    /// Takes what can be answered.
    mutating func take(freeSlots: Int, now: MonotonicInstant) -> Batch {
        var batch = Batch()
        var blocked: Set<TopicPartition> = []
        var rest: [Message] = []
        var free = freeSlots
        for message in messages {
            let source = message.record.source
            guard !blocked.contains(source) else {
                rest.append(message)
                continue
            }
            switch message.reading {
            case .foreign: break
            case .unreadable, .nameless: batch.unreadable.append(message)
            case .task:
                if message.isKnown {
                    batch.accepted.append(message)
                } else if free > 0 {
                    free -= 1
                    batch.accepted.append(message)
                } else if now - message.receivedAt >= hold {
                    batch.full.append(message)
                } else {
                    blocked.insert(source)
                    rest.append(message)
                    continue
                }
            }
            batch.offsets[source] = message.record.offset + 1
        }
        messages = rest
        return batch
    }
}
