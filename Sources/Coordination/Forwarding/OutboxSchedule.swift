import FleetCore
import Persistence

/// Which rows of the outbox may leave now, and which in one company. Pure; the forwarder feeds it.
///
/// A lane is what must keep its order: the rows of one topic and key; at most one of them is under way. A place is what fails together: the
/// partition that a row names, or else its lane. A place that fails rests, and a topic whose rows are slow holds up nobody but itself.
struct OutboxSchedule: Sendable {
    struct Lane: Hashable, Sendable {
        let topic: String
        let key: String?
        init(_ row: OutboxRow) {
            topic = row.topic
            key = row.key
        }
    }

    enum Place: Hashable, Sendable {
        case partition(String, Int32)
        case lane(Lane)
        init(_ row: OutboxRow) { self = row.partition.map { .partition(row.topic, $0) } ?? .lane(Lane(row)) }
    }

    /// What leaves in one company.
    private struct Lot: Hashable {
        let topic: String
        let number: Int32
        init(_ row: OutboxRow) {
            topic = row.topic
            number = row.partition ?? -1 - Int32(KeyHash.murmur2(row.key ?? "") & 15)
        }
    }

    private struct Rest: Sendable {
        var failures = 0
        /// Nil: it may try again.
        var until: MonotonicInstant?
    }

    private struct Topic: Sendable {
        /// Rows that are under way, wait for their lane, or are not marked yet.
        var known = 0
        var knownBytes = 0
        var underWay: [Int64: MonotonicInstant] = [:]
    }

    /// Rows of one topic that are under way, and those that are kept in memory behind them.
    static let mostUnderWay = 512
    static let mostKnown = 2048
    static let mostKnownBytes = 64 << 20
    /// A topic counts as slow when a row of it is under way for longer.
    static let slowAfter = Duration.seconds(1)
    /// Places whose failures are remembered.
    static let mostResting = 4096

    private var lanes: [Lane: [OutboxRow]] = [:]
    private var lanesUnderWay: Set<Lane> = []
    private var waiting: [Lane] = []
    private var known: Set<Int64> = []
    private var topics: [String: Topic] = [:]
    private var rests: [Place: Rest] = [:]
    /// Topics of which rows were passed over because they are slow: whatever comes behind those is passed over too, so that none overtakes them.
    private var skippedTopics: Set<String> = []

    /// Whether more rows are worth reading: no topic has its fill, but those that are slow.
    func hasRoom(now: MonotonicInstant) -> Bool { topics.values.allSatisfy { !Self.isFull($0) || Self.isSlow($0, now) } }

    /// Forgets everything but which places rest: a round was broken off, or looks from the beginning.
    mutating func begin() {
        lanes = [:]
        lanesUnderWay = []
        waiting = []
        known = []
        topics = [:]
        skippedTopics = []
    }

    /// The rows are read from the beginning again.
    mutating func lookFromStart() { skippedTopics = [] }

    /// Lets the places go on whose rest is over, and the topics that are slow no more.
    /// - Returns: whether there was one: its rows are to be read again, from the beginning.
    mutating func wake(now: MonotonicInstant) -> Bool {
        var isAny = !skippedTopics.isEmpty && topics.values.allSatisfy { !Self.isSlow($0, now) }
        for (place, rest) in rests where rest.until.map({ $0 <= now }) ?? false {
            rests[place]?.until = nil
            isAny = true
        }
        return isAny
    }

    /// Lets all places go on: nothing got through, so none of them is to blame.
    mutating func wakeAll() { for place in rests.keys { rests[place]?.until = nil } }

    /// Takes rows in, in the order of their numbers.
    mutating func take(_ rows: [OutboxRow], now: MonotonicInstant) {
        for row in rows where !known.contains(row.id) {
            let topic = topics[row.topic] ?? Topic()
            if rests[Place(row)]?.until != nil { continue }
            guard !skippedTopics.contains(row.topic), !Self.isFull(topic) || !Self.isSlow(topic, now) else {
                skippedTopics.insert(row.topic)
                continue
            }
            known.insert(row.id)
            topics[row.topic, default: Topic()].known += 1
            topics[row.topic]?.knownBytes += row.body?.count ?? 0
            let lane = Lane(row)
            lanes[lane, default: []].append(row)
            if lanes[lane]?.count == 1, !lanesUnderWay.contains(lane) { waiting.append(lane) }
        }
    }

    /// The rows that leave now, those of one partition together. Where the key decides, it is not known here which partition that is: rows leave in
    /// lots by their keys as the broker counts them, so that a lot holds no two partitions where a topic has 2, 4, 8 or 16 of them.
    mutating func next(now: MonotonicInstant) -> [[OutboxRow]] {
        var shipments: [[OutboxRow]] = []
        var together: [Lot: Int] = [:]
        var stay: [Lane] = []
        for lane in waiting {
            guard let row = lanes[lane]?.first else { continue }
            let place = Place(row)
            if rests[place]?.until != nil {
                drop(lane)
                continue
            }
            guard topics[row.topic]?.underWay.count ?? 0 < Self.mostUnderWay else {
                stay.append(lane)
                continue
            }
            lanes[lane]?.removeFirst()
            lanesUnderWay.insert(lane)
            topics[row.topic]?.underWay[row.id] = now
            let lot = Lot(row)
            if let index = together[lot] {
                shipments[index].append(row)
            } else {
                together[lot] = shipments.count
                shipments.append([row])
            }
        }
        waiting = stay
        return shipments
    }

    /// The broker has the row, or it is put aside: the next one of its lane may follow. It stays known until it is `settled`.
    mutating func arrived(_ row: OutboxRow) {
        leave(row)
        // Rows of a place may leave in several companies: one that gets through does not end the rest that another's failure began, since what
        // was passed over meanwhile is read again when the rest is over.
        if rests[Place(row)]?.until == nil { rests[Place(row)] = nil }
        let lane = Lane(row)
        if lanes[lane]?.isEmpty ?? true { lanes[lane] = nil } else { waiting.append(lane) }
    }

    /// The row is marked: it will not be read again.
    mutating func settled(_ row: OutboxRow) { forget(row) }

    /// The row did not get through: its place rests, and nothing of its lane overtakes it.
    /// - Returns: how often in a row the place has failed.
    @discardableResult
    mutating func failed(_ row: OutboxRow, now: MonotonicInstant, pause: (_ failures: Int) -> Duration) -> Int {
        leave(row)
        forget(row)
        drop(Lane(row))
        if rests.count >= Self.mostResting { rests = rests.filter { $0.value.until != nil } }
        let place = Place(row)
        var rest = rests[place] ?? Rest()
        // Rows of one partition fail together: that is one failure.
        if rest.until == nil {
            rest.failures += 1
            rest.until = now + pause(rest.failures)
        }
        rests[place] = rest
        return rest.failures
    }

    private mutating func leave(_ row: OutboxRow) {
        lanesUnderWay.remove(Lane(row))
        topics[row.topic]?.underWay[row.id] = nil
    }

    private mutating func drop(_ lane: Lane) {
        for row in lanes.removeValue(forKey: lane) ?? [] { forget(row) }
    }

    private mutating func forget(_ row: OutboxRow) {
        guard known.remove(row.id) != nil else { return }
        topics[row.topic]?.known -= 1
        topics[row.topic]?.knownBytes -= row.body?.count ?? 0
    }

    private static func isFull(_ topic: Topic) -> Bool { topic.known >= mostKnown || topic.knownBytes >= mostKnownBytes }

    private static func isSlow(_ topic: Topic, _ now: MonotonicInstant) -> Bool {
        topic.underWay.values.min().map { now - $0 > slowAfter } ?? false
    }
}
