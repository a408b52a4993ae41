import FleetCore
import Messaging
import Persistence
import Telemetry

/// Who reigns: claims the term, keeps it alive, and ends everything when another one reigns.
struct Reign: Sendable {
    let writer: StateWriter
    let holder: String
    /// Whether another coordinator may reign on this store (PostgreSQL): then its silence is waited for.
    let mayHaveRival: Bool
    let heartbeat: Duration
    let takeover: Duration
    let health: CoordinatorHealth
    let logger: Logger

    private var clock: any FleetClock { writer.surroundings.clock }
    private var store: any StateStore { writer.store }

    /// Begins the reign, after the predecessor has fallen silent, and asks every worker to beat.
    /// - Throws: `FleetError` `foreign_store` (fatal) where the store belongs to another fleet.
    func begin() async throws {
        if mayHaveRival { try await awaitSilence() }
        let term = try await store.claimTerm(holder: holder)
        writer.surroundings.failpoints.hit(.termClaimed)
        let fleet = writer.surroundings.fleet
        let time = clock.wallTime()
        try await store.write("name the fleet", as: term) { transaction in
            guard let known = try transaction.fleet() else { return try transaction.insert(FleetRow(id: fleet, createdAt: time)) }
            guard known.id == fleet else {
                throw FleetError(
                    "foreign_store", .fatal, "the state store belongs to the fleet \(known.id), this coordinator to \(fleet)",
                    hint: "give this coordinator its own store, or set its fleet id")
            }
        }
        writer.begin(term)
        health.reigns(true)
        logger.notice("the reign begins", ["term": term.description])
        let codec = writer.surroundings.codec
        try await writer.change("announce the term") { change in
            let body = TermStarted(fleet: fleet, term: term)
            let routing = EnvelopeRouting(fleet: fleet, term: term)
            let record = try codec.encode(body, type: .termStarted, topic: FleetTopics.control, key: "term", routing: routing)
            try change.send(record, job: nil)
            try change.planInventories()
        }
        writer.surroundings.failpoints.hit(.reignBegun)
    }

    /// Keeps the reign alive until cancelled.
    /// - Throws: `FleetError` `deposed` (fatal) when another one reigns.
    func keepAlive(_ retries: RetryLoop) async throws {
        while let term = writer.term {
            try await clock.sleep(for: heartbeat)
            try await retries.untilDone("the heartbeat") { try await store.heartbeat(term) }
        }
    }

    func end() {
        writer.end()
        health.reigns(false)
    }

    /// Returns when the reigning one was not seen for `takeover` on our own clock, or none ever reigned.
    private func awaitSilence() async throws {
        var seen = try await store.observeLeadership()
        guard seen.term > Term(0) else { return }
        var since = clock.now()
        logger.info("standing by", ["term": seen.term.description, "holder": seen.holder])
        health.standsBy(true)
        defer { health.standsBy(false) }
        while clock.now() - since < takeover {
            try await clock.sleep(for: .seconds(1))
            let next = try await store.observeLeadership()
            if next.term != seen.term || next.beats != seen.beats {
                seen = next
                since = clock.now()
            }
        }
        try await store.endSessions(of: seen.term)
    }
}
