import FleetCore
import Messaging
import Persistence
import Telemetry

/// Publishes what was committed to be said: found by state, in order per key, marked when acknowledged. The only one who writes to the broker.
struct OutboxForwarder: Sendable {
    let writer: StateWriter
    let producer: any RecordProducer
    let administration: any BrokerAdministration
    let logger: Logger
    var batch = 256
    /// Looks of itself after this: somebody may have written past the writer.
    var fallback: Duration = .seconds(1)

    func run(_ perseverance: Perseverance) async throws {
        while true {
            try await perseverance.untilDone("forwarding the outbox") {
                while try await forward() {}
            }
            try await writer.bells.forwarder.wait(atMost: fallback, clock: writer.surroundings.clock)
        }
    }

    /// One round.
    /// - Returns: whether there may be more.
    /// - Throws: the first transient failure, after everything that was acknowledged is marked.
    func forward() async throws -> Bool {
        let limit = batch
        let rows = try await writer.store.read { try $0.unsentOutbox(limit: limit) }
        guard !rows.isEmpty else { return false }
        let failpoints = writer.surroundings.failpoints
        failpoints.hit(.committedBeforePublish)
        var failure: FleetError?
        var blocked = Set<Lane>()
        for flight in Self.flights(rows) {
            let free = flight.filter { !blocked.contains(Lane($0)) }
            let outcomes = await send(free)
            var sent: [Int64] = []
            for (row, outcome) in zip(free, outcomes) {
                switch outcome {
                case .success: sent.append(row.id)
                case .failure(let error) where try await isOfNewBroker(error):
                    blocked.insert(Lane(row))
                    let hint = "the broker was started anew; its topics are awaited"
                    failure = failure ?? FleetError(error.code, .transient, error.message, hint: hint)
                case .failure(let error) where error.disposition == .permanent || error.disposition == .rejected || error.disposition == .bug:
                    try await park(row, error)
                case .failure(let error):
                    // What follows of this key must not overtake it.
                    blocked.insert(Lane(row))
                    failure = failure ?? error
                }
            }
            let acknowledged = sent
            if !acknowledged.isEmpty { failpoints.hit(.publishedBeforeMarked) }
            if !acknowledged.isEmpty { try await writer.store.write("mark the outbox", as: writer.term) { try $0.markSent(acknowledged) } }
        }
        if let failure { throw failure }
        return rows.count == batch
    }

    /// A broker that was started anew may not have its topics yet: what it refuses for that is no fault of the job's.
    private func isOfNewBroker(_ error: FleetError) async throws -> Bool {
        guard error.code == BrokerFailure.topicUnknown, let known = writer.memory.incarnation else { return false }
        guard try await administration.clusterIdentity() != known else { return false }
        writer.memory.wantReset()
        return true
    }

    private struct Lane: Hashable {
        let topic: String
        let key: String?
        init(_ row: OutboxRow) {
            topic = row.topic
            key = row.key
        }
    }

    /// Splits rows into flights with at most one row of a key in each: a failure can then never let a later one of its key pass.
    private static func flights(_ rows: [OutboxRow]) -> [[OutboxRow]] {
        var flights: [[OutboxRow]] = []
        var next: [Lane: Int] = [:]
        for row in rows {
            let index = next[Lane(row), default: 0]
            if index == flights.count { flights.append([]) }
            flights[index].append(row)
            next[Lane(row)] = index + 1
        }
        return flights
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
