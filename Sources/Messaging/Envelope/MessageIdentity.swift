import Crypto
import FleetCore

/// What makes two records the same message: CloudEvents `source` and `id`, or where there is none, the place and the bytes of the record.
public struct MessageIdentity: StringIdentifier {
    /// `ce_` or `record_` and 64 hexadecimal digits, or `replay_` and the id of a dead letter: of bounded length, whatever was sent.
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The identity of a message with an envelope.
    public init(source: String, id: String) {
        let hash = SHA256()
        Self.add(source, to: hash)
        Self.add(id, to: hash)
        rawValue = "ce_" + hash.digest().hex
    }

    /// The identity of a bare record.
    /// - Parameter cluster: the broker's cluster id, or the incarnation of a memory-only one: after it lost its memory, offsets start again.
    public init(of record: Record, cluster: String) {
        let hash = SHA256()
        Self.add(cluster, to: hash)
        Self.add("\(record.source.topic)/\(record.source.partition)/\(record.offset)/\(record.timestamp.milliseconds)", to: hash)
        Self.add(record.valueBytes, to: hash)
        rawValue = "record_" + hash.digest().hex
    }

    /// The identity of a replay: of the dead letter alone, since what it was before has been handled already.
    public init(_ replay: ReplayMark) { rawValue = "replay_" + replay.letter }

    public init(of message: ReceivedMessage, in record: Record, cluster: String) {
        switch message {
        case .envelope(let envelope): self.init(source: envelope.source, id: envelope.id)
        case .bare: self.init(of: record, cluster: cluster)
        }
    }

    private static func add(_ part: String, to hash: SHA256) { add(Array(part.utf8)[...], to: hash) }

    /// Each part with its length before it: no two lists of parts give the same bytes.
    private static func add(_ part: ArraySlice<UInt8>, to hash: SHA256) {
        hash.update(Array("\(part.count):".utf8))
        hash.update(part)
    }
}
