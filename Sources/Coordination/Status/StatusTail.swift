import FleetCore
import JSON
import Messaging
import Persistence
import Telemetry

/// Reads the status topics throughout a reign: publishes a job's snapshot again when an older revision follows a newer one (a deposed
/// coordinator's late write), or when the snapshot of an unfinished job is missing (a broker that lost its memory).
public struct StatusTail: Service {
    public let name = "status tail"
    private let broker: any Broker
    private let store: any StateStore
    private let writing: any StateWriting
    private let journal: StatusJournal
    private let clock: any FleetClock
    private let logger: Logger

    /// How often new tenants' topics are looked for, and missing snapshots.
    private static let roundInterval = Duration.seconds(30)
    private static let retryInterval = Duration.seconds(5)
    private static let pageSize = 200

    public init(
        broker: any Broker, store: any StateStore, writing: any StateWriting, journal: StatusJournal, clock: any FleetClock, logger: Logger
    ) {
        self.broker = broker
        self.store = store
        self.journal = journal
        self.writing = writing
        self.clock = clock
        self.logger = logger
    }

    /// Runs until `shutdown` is set; a standby waits in here for its turn.
    public func run(until shutdown: Signal) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await shutdown.wait() }
            group.addTask { try await follow() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// A broker that is away is waited for.
    private func follow() async throws {
        while true {
            do {
                while writing.term == nil { try await clock.sleep(for: Self.retryInterval) }
                try await followOnce()
            } catch let error as FleetError where error.disposition == .transient {
                logger.warning("the status topics cannot be read; trying again", ["error": "\(error)"])
                try await clock.sleep(for: Self.retryInterval)
            }
        }
    }

    private func followOnce() async throws {
        let consumer = try await broker.assignedConsumer(clientName: "status-tail")
        let administration = try await broker.administration()
        do {
            try await rounds(consumer, administration)
        } catch {
            await consumer.close(within: .seconds(1))
            throw error
        }
    }

    /// One round: read all status partitions from their beginning to their present ends, look for what is missing, then follow until the next round.
    private func rounds(_ consumer: any AssignedConsumer, _ administration: any BrokerAdministration) async throws {
        var view = StatusTailView()
        var positions: [TopicPartition: Int64] = [:]
        while true {
            let ends = try await self.ends(administration)
            let fresh = Set(ends.keys).subtracting(positions.keys)
            for partition in fresh { positions[partition] = ends[partition]?.low ?? 0 }
            if !fresh.isEmpty { try await consumer.assign(positions.mapValues { .offset($0) }) }
            let roundEnd = clock.now() + Self.roundInterval
            var hasCheckedMissing = false
            while clock.now() < roundEnd {
                if !hasCheckedMissing, ends.allSatisfy({ (positions[$0.key] ?? 0) >= $0.value.high }) {
                    hasCheckedMissing = true
                    try await publishMissing(view)
                }
                guard let event = try await next(consumer, until: roundEnd) else { break }
                switch event {
                case .records(let records):
                    for record in records { positions[record.source] = record.offset + 1 }
                    try await publishAgain(stale(records, &view), because: "an older status followed a newer one")
                case .outOfRange(let partition):
                    // The topic was made anew: everything is read from its beginning, and what is missing comes back.
                    logger.warning("a status partition begins elsewhere: it is read anew", ["partition": "\(partition)"])
                    positions = [:]
                    view.reset()
                }
                if positions.isEmpty { break }
            }
        }
    }

    private func ends(_ administration: any BrokerAdministration) async throws -> [TopicPartition: OffsetRange] {
        let topics = try await administration.partitionCounts(of: nil).filter { StatusTopics.tenant(of: $0.key) != nil }
        let partitions = topics.flatMap { topic, count in (0..<count).map { TopicPartition(topic: topic, partition: $0) } }
        return partitions.isEmpty ? [:] : try await administration.offsets(of: partitions)
    }

    private func next(_ consumer: any AssignedConsumer, until end: MonotonicInstant) async throws -> AssignedEvent? {
        try await withThrowingTaskGroup(of: AssignedEvent?.self) { group in
            group.addTask { try await consumer.next(limit: 500) }
            group.addTask {
                try await clock.sleep(until: end)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func stale(_ records: [Record], _ view: inout StatusTailView) -> [JobID] {
        var jobs: [JobID] = []
        for record in records where !record.isTombstone {
            // Anybody with the right to write could put something else here: it is no snapshot of ours, and counts for nothing.
            guard let body = try? JSONReader.parse(record.value), let job = body["job_id"]?.string, let revision = body["revision"]?.integer else {
                continue
            }
            if view.saw(JobID(job), revision: revision, isTerminal: body["terminal"]?.boolean ?? false) { jobs.append(JobID(job)) }
        }
        return jobs
    }

    private func publishAgain(_ jobs: [JobID], because cause: String) async throws {
        guard !jobs.isEmpty else { return }
        let journal = journal
        try await writing.write("publish statuses again") { change in
            for id in Set(jobs).sorted() {
                if let job = try change.transaction.job(id) { try journal.republish(job, in: change.transaction) }
            }
        }
        logger.warning("\(cause): published again", ["jobs": "\(jobs.count)"])
    }

    private func publishMissing(_ view: StatusTailView) async throws {
        var last: JobID?
        while true {
            let after = last
            let page = try await store.read { try $0.unfinishedJobs(after: after, limit: Self.pageSize) }
            // A revision of 0 was never published; a snapshot that still waits in the outbox comes by itself, and twice does no harm.
            let missing = page.filter { $0.revision > 0 && !view.knows($0.id) }.map(\.id)
            try await publishAgain(missing, because: "the status of an unfinished job was missing")
            guard page.count == Self.pageSize else { return }
            last = page.last?.id
        }
    }
}
