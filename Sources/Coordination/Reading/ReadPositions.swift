import Crypto
import FleetCore
import Messaging
import Persistence

/// Where each partition is read on, and whether the record before is still the one that was applied: if not, the topic was made anew.
struct ReadPositions: Sendable {
    private struct Position {
        var next: Int64
        /// The digest of the record at `next - 1`; nil where it is known to be right, or there is none.
        var toVerify: String?
    }

    /// Where the reading starts, and the partitions that hold less than was read of them.
    struct Assignment: Sendable {
        let starts: [TopicPartition: StartPosition]
        let gone: [TopicPartition]
    }

    private var positions: [TopicPartition: Position] = [:]
    private var stored: [TopicPartition: OffsetRow] = [:]
    /// Topics that are left alone for a while.
    private var paused: Set<String>
    /// The broker that is read: a record of another one is another record, whatever it says.
    let cluster: String

    /// - Parameters:
    ///   - cluster: the broker's cluster id, or the incarnation of a memory-only one.
    ///   - paused: topics that are left alone for a while.
    init(_ rows: [OffsetRow] = [], cluster: String, paused: Set<String> = []) {
        self.cluster = cluster
        self.paused = paused
        for row in rows { stored[TopicPartition(topic: row.topic, partition: row.partition)] = row }
    }

    /// Those of the partitions that are not read yet.
    func unread(of partitions: [TopicPartition]) -> [TopicPartition] { partitions.filter { positions[$0] == nil } }

    /// The next offset of each results partition that will be applied.
    var results: [Int32: Int64] {
        var results: [Int32: Int64] = [:]
        for (source, position) in positions where source.topic == FleetTopics.results { results[source.partition] = position.next }
        return results
    }

    /// What a record is recognised by: its content, and the broker that it was read from. So what was read of a broker that has forgotten
    /// everything since is never taken for the beginning of what the new one holds.
    func digest(_ record: Record) -> String {
        let hash = SHA256()
        hash.update(Array("\(cluster.utf8.count):\(cluster)".utf8))
        hash.update(record.keyBytes ?? [])
        hash.update(record.valueBytes)
        hash.update(Array(String(record.timestamp.milliseconds).utf8))
        return hash.digest().hex
    }

    /// Takes over the partitions that there are. The last applied record of each is read once more, to compare it.
    mutating func assign(_ partitions: [TopicPartition], ranges: [TopicPartition: OffsetRange]) -> Assignment {
        var gone: [TopicPartition] = []
        for source in partitions.sorted() where positions[source] == nil {
            let range = ranges[source] ?? OffsetRange(low: 0, high: 0)
            guard let row = stored[source], row.nextOffset > 0 else {
                positions[source] = Position(next: range.low, toVerify: nil)
                continue
            }
            if row.nextOffset > range.high || row.nextOffset < range.low {
                gone.append(source)
                positions[source] = Position(next: range.low, toVerify: nil)
            } else if row.nextOffset - 1 < range.low {
                // Retention took the last record that was read: nothing is missing, and nothing can be compared.
                positions[source] = Position(next: row.nextOffset, toVerify: nil)
            } else {
                positions[source] = Position(next: row.nextOffset, toVerify: row.lastDigest)
            }
        }
        return Assignment(starts: starts, gone: gone)
    }

    /// Reads a partition from its earliest record.
    mutating func restart(_ source: TopicPartition, low: Int64) -> [TopicPartition: StartPosition] {
        positions[source] = Position(next: low, toVerify: nil)
        return starts
    }

    /// Reads a partition no longer: its topic is gone, and what was read of it is of no use for the next one of its name.
    mutating func drop(_ source: TopicPartition) -> [TopicPartition: StartPosition] {
        positions[source] = nil
        stored[source] = nil
        return starts
    }

    /// Reads these topics no longer, all others on.
    /// - Parameter held: records that were taken and not applied: they are read again.
    mutating func pause(_ topics: Set<String>, holding held: [Record]) -> [TopicPartition: StartPosition] {
        for record in held {
            guard let next = positions[record.source]?.next else { continue }
            positions[record.source]?.next = min(next, record.offset)
        }
        paused = topics
        return starts
    }

    /// Takes a batch: leaves out what only had to be compared.
    /// - Returns: the records to be applied, and the partitions whose last record is another one now.
    mutating func take(_ records: [Record]) -> (fresh: [Record], changed: [TopicPartition]) {
        var fresh: [Record] = []
        var changed: [TopicPartition] = []
        for record in records {
            guard let position = positions[record.source], !changed.contains(record.source), !paused.contains(record.source.topic) else { continue }
            if let expected = position.toVerify {
                positions[record.source]?.toVerify = nil
                if record.offset == position.next - 1 {
                    if digest(record) != expected { changed.append(record.source) }
                    continue
                }
            }
            guard record.offset >= position.next else { continue }
            fresh.append(record)
            positions[record.source]?.next = record.offset + 1
        }
        return (fresh, changed)
    }

    private var starts: [TopicPartition: StartPosition] {
        positions.filter { !paused.contains($0.key.topic) }.mapValues { .offset($0.toVerify == nil ? $0.next : $0.next - 1) }
    }
}
