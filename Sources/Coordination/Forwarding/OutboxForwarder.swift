import FleetCore
import Messaging
import Persistence
import Synchronization
import Telemetry

/// Publishes what was committed to be said: found by state, in order per key, marked when acknowledged. The only one who writes to the broker.
/// A partition that is slow or away delays what is meant for it, and nothing else (`OutboxSchedule`).
final class OutboxForwarder: Sendable {
    /// What ends the waiting of a round.
    private enum Event: Sendable {
        case landed, rung
        case marked([OutboxRow])
    }

    private struct Landing: Sendable {
        let row: OutboxRow
        let outcome: Result<Delivery, FleetError>
    }

    /// Rows of a round that the broker has, and which are not marked yet.
    private struct Marking {
        var rows: [OutboxRow] = []
        var isUnderWay = false
        /// Whether anything got through.
        var hasSent = false
    }

    let writer: StateWriter
    let producer: any RecordProducer
    let administration: any BrokerAdministration
    let logger: Logger
    private let batch: Int
    /// Looks of itself after this: somebody may have written past the writer.
    private let fallback: Duration
    private let book: OutboxBook
    private let landings = Mutex<[Landing]>([])
    /// Rows of a round that only finds out whether the broker is back.
    private static let probe = 32

    init(
        writer: StateWriter, producer: any RecordProducer, administration: any BrokerAdministration, logger: Logger, batch: Int = 512,
        fallback: Duration = .seconds(1)
    ) {
        self.writer = writer
        self.producer = producer
        self.administration = administration
        self.logger = logger
        self.batch = batch
        book = OutboxBook(clock: writer.surroundings.clock)
        self.fallback = fallback
    }

    func run(_ retries: RetryLoop) async throws {
        while true {
            try await retries.untilDone("forwarding the outbox") {
                while try await forward() {}
            }
            try await writer.bells.forwarder.wait(atMost: fallback, clock: writer.surroundings.clock)
        }
    }

    /// One round: until nothing is under way any more, and nothing is left but what rests after a failure.
    /// - Returns: whether there may be more.
    /// - Throws: the first transient failure, where nothing got through.
    func forward() async throws -> Bool {
        landings.withLock { $0 = [] }
        let isProbing = book.begin()
        var failure: FleetError?
        var marking = Marking()
        let mayBeMore = try await withThrowingTaskGroup(of: Event.self) { group in
            var wantsLook = true
            var underWay = 0
            var isListening = false
            while true {
                while wantsLook, book.hasRoom { wantsLook = try await look(atMost: isProbing ? Self.probe : batch) && !isProbing }
                for shipment in book.next() {
                    underWay += 1
                    group.addTask {
                        await self.ship(shipment)
                        return .landed
                    }
                }
                mark(&marking, in: &group)
                guard underWay > 0 || marking.isUnderWay else { break }
                if !isListening, !isProbing {
                    isListening = true
                    group.addTask { [writer, fallback] in
                        try await writer.bells.forwarder.wait(atMost: fallback, clock: writer.surroundings.clock)
                        return .rung
                    }
                }
                switch try await group.next() {
                case .landed:
                    underWay -= 1
                    let first = try await settle(&marking)
                    failure = failure ?? first
                case .marked(let rows):
                    marking.isUnderWay = false
                    // Here, where no look is under way: one that began before the mark would find them again.
                    book.settled(rows)
                case .rung, nil:
                    isListening = false
                    wantsLook = true
                    book.wake()
                }
            }
            group.cancelAll()
            // A ring that came while the last one landed is not lost.
            while let event = await group.nextResult() { if case .success(.rung) = event { wantsLook = true } }
            return wantsLook || isProbing
        }
        book.end(isInVain: failure != nil && !marking.hasSent)
        if let failure, !marking.hasSent { throw failure }
        return mayBeMore
    }

    /// Marks what the broker has, all of it in one transaction while the next rows are under way already: a crash in between sends it once more,
    /// as one between the acknowledgement and the mark always did.
    private func mark(_ marking: inout Marking, in group: inout ThrowingTaskGroup<Event, any Error>) {
        guard !marking.isUnderWay, !marking.rows.isEmpty else { return }
        let rows = marking.rows
        marking.rows = []
        marking.isUnderWay = true
        group.addTask { [writer] in
            writer.surroundings.failpoints.hit(.publishedBeforeMarked)
            let numbers = rows.map(\.id)
            try await writer.store.write("mark the outbox", as: writer.term) { try $0.markSent(numbers) }
            return .marked(rows)
        }
    }

    /// Reads the next rows.
    /// - Returns: whether there may be more.
    private func look(atMost limit: Int) async throws -> Bool {
        // Numbers are given under the term's lock, which a write holds until it is over: none comes in behind a newer one.
        let cursor = book.cursor
        let rows = try await writer.store.read { try $0.unsentOutbox(after: cursor, limit: limit) }
        book.take(rows)
        return rows.count == limit
    }

    private func ship(_ rows: [OutboxRow]) async {
        writer.surroundings.failpoints.hit(.committedBeforePublish)
        let outcomes = await send(rows)
        let landed = zip(rows, outcomes).map { Landing(row: $0, outcome: $1) }
        landings.withLock { $0 += landed }
    }

    /// Takes in everything that has landed by now: what the broker has lets the next of its lane leave, and is to be marked.
    /// - Returns: the first transient failure.
    private func settle(_ marking: inout Marking) async throws -> FleetError? {
        let landed = landings.withLock { landings in
            defer { landings = [] }
            return landings
        }
        var failure: FleetError?
        var failed: [(row: OutboxRow, error: FleetError)] = []
        for landing in landed {
            switch landing.outcome {
            case .success:
                marking.rows.append(landing.row)
                marking.hasSent = true
            case .failure(let error) where try await isOfNewBroker(error):
                let hint = "the broker was started anew; its topics are awaited"
                failed.append((landing.row, FleetError(error.code, .transient, error.message, hint: hint)))
            case .failure(let error) where error.disposition == .permanent || error.disposition == .rejected || error.disposition == .bug:
                try await park(landing.row, error)
                book.arrived([landing.row])
                book.settled([landing.row])
            case .failure(let error): failed.append((landing.row, error))
            }
        }
        book.arrived(landed.compactMap { if case .success = $0.outcome { $0.row } else { nil } })
        for (row, error) in failed {
            failure = failure ?? error
            rest(row, error)
        }
        return failure
    }

    private func rest(_ row: OutboxRow, _ error: FleetError) {
        let failures = book.failed(row, jitter: writer.surroundings.identifiers.fraction(), pausing: error.retryAfter ?? .zero)
        guard failures == 1 || failures % 10 == 0 else { return }
        let partition = row.partition.map { String($0) } ?? "by key"
        logger.warning(
            "a message does not get through and is tried again",
            ["topic": row.topic, "partition": partition, "failures": String(failures), "error": error.description])
    }

    /// A broker that was started anew may not have its topics yet: what it refuses for that is no fault of the job's.
    private func isOfNewBroker(_ error: FleetError) async throws -> Bool {
        guard error.code == BrokerFailure.topicUnknown, let known = writer.memory.incarnation else { return false }
        guard try await administration.clusterIdentity() != known else { return false }
        writer.memory.wantReset()
        return true
    }

    private func send(_ rows: [OutboxRow]) async -> [Result<Delivery, FleetError>] {
        var records: [OutgoingRecord] = []
        var unreadable: [Int: FleetError] = [:]
        for (index, row) in rows.enumerated() {
            do { records.append(try row.outgoing()) } catch { unreadable[index] = FleetError.wrapping(error, during: "reading outbox row \(row.id)") }
        }
        var outcomes = await producer.send(all: records)[...]
        return rows.indices.map { index in
            if let error = unreadable[index] { return .failure(error) }
            return outcomes.popFirst() ?? .failure(FleetError(BrokerFailure.deliveryUnknown, .transient, "the producer gave no outcome"))
        }
    }

    /// A row that can never be sent is put aside, and its job fails.
    private func park(_ row: OutboxRow, _ error: FleetError) async throws {
        logger.error("an outbox row cannot be sent and is parked", ["topic": row.topic, "row": String(row.id), "error": error.description])
        try await writer.changeEach("park an outbox row", [row]) { row, change in
            try change.transaction.park(row.id, error: error.description)
            guard let job = row.job, let state = try change.transaction.job(job)?.state, !state.isTerminal else { return }
            let cause = FleetError("message_unsendable", .permanent, "a message of the job cannot be sent to \(row.topic): \(error.message)")
            try change.abandonJob(job, cause)
        } instead: { row, _, change in
            try change.transaction.park(row.id, error: error.description)
        }
    }
}
