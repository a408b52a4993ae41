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
    /// How long one answer stands for what overwrites it: the late snapshots of a deposed coordinator come together, and two writers that
    /// answer each other without end would fill the topic.
    private static let answerInterval = Duration.seconds(2)
    private static let retryInterval = Duration.seconds(5)
    private static let pageSize = 200
    /// A snapshot that was committed so shortly ago is under way: publishing it again would only make the one that comes look older.
    private static let underWay = Duration.seconds(10)
    /// A topic may be so far ahead of a store that was restored from a backup; beyond it a revision is forged.
    private static let farthestAhead: Int64 = 1_000_000
    private static let longestName = 128

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
            } catch let error as FleetError where error.disposition == .transient || error.code == BrokerFailure.topicUnknown {
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
        var answerEnd: MonotonicInstant?
        while true {
            let ends = try await self.ends(administration)
            let fresh = Set(ends.keys).subtracting(positions.keys)
            for partition in fresh { positions[partition] = ends[partition]?.low ?? 0 }
            if !fresh.isEmpty { try await consumer.assign(positions.mapValues { .offset($0) }) }
            let roundEnd = clock.now() + Self.roundInterval
            var hasCheckedMissing = false
            while clock.now() < roundEnd {
                if let end = answerEnd, clock.now() >= end {
                    answerEnd = nil
                    try await publishAgain(view.overwrittenAgain(), &view, because: "an older status followed a newer one")
                }
                if !hasCheckedMissing, ends.allSatisfy({ (positions[$0.key] ?? 0) >= $0.value.high }) {
                    hasCheckedMissing = true
                    try await publishMissing(&view)
                }
                if view.isAnswering, answerEnd == nil { answerEnd = clock.now() + Self.answerInterval }
                guard let event = try await next(consumer, until: min(answerEnd ?? roundEnd, roundEnd)) else { continue }
                switch event {
                case .records(let records):
                    for record in records { positions[record.source] = record.offset + 1 }
                    let older = stale(records, &view)
                    try await publishAgain(older, &view, because: "an older status followed a newer one")
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
            group.addTask {
                guard let event = try await consumer.next(limit: 500) else {
                    throw FleetError(BrokerFailure.closed, .interrupted, "the status tail's consumer was closed")
                }
                return event
            }
            group.addTask {
                try await clock.sleep(until: end)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            // Taken in the moment in which the time was over: the consumer has gone on behind it, and would not give it again.
            while let late = await group.nextResult() { if case .success(let event?) = late { return event } }
            return nil
        }
    }

    private func stale(_ records: [Record], _ view: inout StatusTailView) -> [StatusTailView.Subject] {
        var subjects: [StatusTailView.Subject] = []
        for record in records where !record.isTombstone {
            // Anybody with the right to write could put something else here: it is no snapshot of ours, and counts for nothing.
            guard let tenant = StatusTopics.tenant(of: record.source.topic), let body = try? JSONReader.parse(record.valueBytes),
                let job = body["job_id"]?.string, job.utf8.count <= Self.longestName, let revision = body["revision"]?.integer
            else { continue }
            let subject = StatusTailView.Subject(tenant: tenant, job: JobID(job))
            if view.saw(subject, revision: revision, isTerminal: body["terminal"]?.boolean ?? false) { subjects.append(subject) }
        }
        return subjects
    }

    /// Publishes what the store has; where the topic shows a somewhat higher revision, the job's is raised above it, so that readers believe it.
    private func publishAgain(_ subjects: [StatusTailView.Subject], _ view: inout StatusTailView, because cause: String) async throws {
        guard !subjects.isEmpty else { return }
        let journal = journal
        let seen = Dictionary(subjects.map { ($0, view.revision(of: $0)) }, uniquingKeysWith: { first, _ in first })
        let rows = try await writing.write("publish statuses again") { change in
            try seen.keys.sorted().compactMap { subject -> JobRow? in
                guard var job = try change.transaction.lockJob(subject.job), job.tenant == subject.tenant else { return nil }
                if let shown = seen[subject] ?? nil, shown > job.revision, shown - job.revision < Self.farthestAhead {
                    job.revision = shown + 1
                    try change.transaction.update(job)
                }
                try journal.republish(job, in: change.transaction)
                return job
            }
        }
        for subject in seen.keys {
            if let row = rows.first(where: { $0.id == subject.job }) {
                view.published(subject, revision: row.revision, isTerminal: row.state.isTerminal)
            } else {
                view.drop(subject)
            }
        }
        if !rows.isEmpty { logger.warning("\(cause): published again", ["jobs": "\(rows.count)"]) }
    }

    private func publishMissing(_ view: inout StatusTailView) async throws {
        var last: JobID?
        while true {
            let after = last
            let page = try await store.read { try $0.unfinishedJobs(after: after, limit: Self.pageSize) }
            let latest = clock.wallTime().milliseconds - Self.underWay.inMilliseconds
            // A revision of 0 was never published.
            let missing = page.filter { $0.revision > 0 && $0.updatedAt.milliseconds <= latest }.map { StatusTailView.Subject(tenant: $0.tenant, job: $0.id) }.filter { !view.knows($0) }
            try await publishAgain(missing, &view, because: "the status of an unfinished job was missing")
            guard page.count == Self.pageSize else { return }
            last = page.last?.id
        }
    }
}
