import Crypto
import FleetCore
import Messaging
import Persistence
import Synchronization
import Telemetry

/// Reads all job topics and all results, assigned by itself; offsets are committed in the transaction that applies the records.
final class RecordIntake: Sendable {
    let writer: StateWriter
    let consumer: any AssignedConsumer
    let administration: any BrokerAdministration
    let results: ResultApplier
    let intake: any JobIntaking
    let breakers: IntakeBreakers
    let dispatcher: Dispatcher
    let logger: Logger
    /// Whether the broker forgets its records when it ends: that it lacks what was read says nothing then.
    private let isForgetful: Bool
    let positions = Mutex(ReadPositions(cluster: ""))
    /// Taken by whoever turns positions and assignment: what is read must never be assigned from where another one has meanwhile left it.
    private let turn = BoundedChannel<Bool>(capacity: 1)
    private static let batch = 256
    private static let listing: Duration = .seconds(30)
    /// Thirty days.
    private static let remembered: Duration = .seconds(2_592_000)
    /// Messages that one transaction forgets.
    private static let forgotten = 500

    init(
        writer: StateWriter, consumer: any AssignedConsumer, administration: any BrokerAdministration, results: ResultApplier,
        intake: any JobIntaking, breakers: IntakeBreakers, dispatcher: Dispatcher, logger: Logger, isForgetful: Bool = false
    ) {
        self.writer = writer
        self.consumer = consumer
        self.administration = administration
        self.results = results
        self.intake = intake
        self.breakers = breakers
        self.dispatcher = dispatcher
        self.logger = logger
        self.isForgetful = isForgetful
    }

    /// Finds what is to be read and from where.
    func begin() async throws {
        let cluster = try await administration.clusterIdentity()
        let rows = try await writer.store.read { try $0.offsets() }
        let paused = breakers.current.paused
        positions.withLock { $0 = ReadPositions(rows, cluster: cluster, paused: paused) }
        _ = try await BrokerFailure.awaitingTopics { try await list(isStart: true) }
        // Where nothing new comes in, this is how far results are read: who waits for that must not wait for a record.
        tell(positions.withLock { $0.results })
    }

    private func tell(_ reached: [Int32: Int64]) { writer.memory.advance(positions: reached) }

    func run(_ retries: RetryLoop) async throws {
        while true {
            try await read(retries)
            // Where it was read up to means nothing on another broker: what was written there up to the same offset would be passed over.
            logger.error("the broker is another one than before: everything is read anew that differs")
            writer.memory.wantReset()
            try await retries.untilDone("finding what to read") { try await self.begin() }
        }
    }

    /// Reads until the broker turns out to be another one.
    private func read(_ retries: RetryLoop) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while let event = try await retries.untilDone("reading", { try await self.consumer.next(limit: Self.batch) }) {
                    try await self.handle(event, retries)
                }
                throw FleetError(BrokerFailure.closed, .interrupted, "the coordinator's consumer was closed")
            }
            group.addTask {
                let clock = self.writer.surroundings.clock
                var listed = clock.now()
                while true {
                    try await clock.sleep(until: self.nextLook(clock.now()))
                    try await retries.untilDone("reading a topic again") { try await self.probe() }
                    guard clock.now() - listed >= Self.listing else { continue }
                    listed = clock.now()
                    let cluster = try await retries.untilDone("asking which broker it is") { try await self.administration.clusterIdentity() }
                    guard cluster == self.cluster else { return }
                    _ = try await retries.untilDone("listing topics") {
                        try await BrokerFailure.awaitingTopics { try await self.list(isStart: false) }
                    }
                    let intake = self.intake
                    try await retries.untilDone("refusing late commands") {
                        try await self.writer.change("refuse late commands") { try intake.sweep(in: $0.transaction) }
                    }
                    try await retries.untilDone("forgetting old messages") { try await self.forgetMessages() }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Forgets which messages were handled long ago: their topics hold them no more.
    func forgetMessages() async throws {
        let limit = Self.forgotten
        for _ in 0..<10 {
            let count = try await writer.change("forget old messages") { change in
                let time = Timestamp(milliseconds: change.now.milliseconds - Self.remembered.inMilliseconds)
                return try change.transaction.forgetMessages(before: time, limit: limit)
            }
            if count < limit { return }
        }
    }

    /// Applies a batch, or starts a partition anew.
    func handle(_ event: AssignedEvent, _ retries: RetryLoop) async throws {
        try await inTurn { try await self.handleNow(event, retries) }
    }

    private func inTurn<Value>(_ body: () async throws -> Value) async throws -> Value {
        try await turn.send(true)
        defer { _ = turn.drain(limit: 1) }
        return try await body()
    }

    private func handleNow(_ event: AssignedEvent, _ retries: RetryLoop) async throws {
        switch event {
        case .outOfRange(let source):
            logger.error("a partition's offset is gone: reading from the earliest record", ["partition": source.description])
            // The broker may be a new one: what it was given is looked at again.
            writer.memory.wantReset()
            try await retries.untilDone("reading from the earliest") { try await self.restart(source) }
        case .records(let records):
            let (fresh, changed) = take(records)
            for source in changed {
                logger.error("a partition was made anew: reading from its earliest record", ["partition": source.description])
                writer.memory.wantReset()
                try await retries.untilDone("reading from the earliest") { try await self.restart(source) }
            }
            let held = fresh.isEmpty ? [] : try await retries.untilDone("applying records") { try await self.apply(fresh) }
            if !held.isEmpty { try await retries.untilDone("leaving a topic alone") { try await self.leave(held) } }
            tell(resultPositions())
        }
    }

    /// The lock is taken outside of asynchronous code: the older toolchain (6.0.3) does not survive it there.
    private func take(_ records: [Record]) -> (fresh: [Record], changed: [TopicPartition]) {
        positions.withLock { positions in positions.take(records) }
    }

    /// Reads the open topics no longer; what was taken of them and not applied is read again when they are.
    private func leave(_ held: [Record]) async throws {
        let paused = breakers.current.paused
        let starts = positions.withLock { $0.pause(paused, holding: held) }
        try await consumer.assign(starts)
    }

    /// When to look at topics next: in half a minute, or when the first pause is over. A pause is never shorter than the step, so none is overslept.
    private func nextLook(_ now: MonotonicInstant) -> MonotonicInstant {
        let least = Duration.milliseconds(100)
        let step = now + min(Self.listing, max(breakers.policy.pause, least))
        return breakers.nextWake.map { min(step, max($0, now + least)) } ?? step
    }

    /// Tries one message of each topic whose pause is over.
    func probe() async throws {
        guard breakers.mayWake else { return }
        try await inTurn {
            let woken = self.breakers.wake(at: self.writer.surroundings.clock.now())
            guard !woken.isEmpty else { return }
            do {
                try await self.leave([])
            } catch {
                self.breakers.sleep(woken)
                throw error
            }
        }
    }

    private var cluster: String { positions.withLock { $0.cluster } }

    func digest(_ record: Record) -> String { positions.withLock { $0.digest(record) } }

    private func resultPositions() -> [Int32: Int64] { positions.withLock { $0.results } }

    /// Lists topics and partitions; assigns anew where there are new ones.
    private func list(isStart: Bool) async throws -> Bool {
        let counts = try await administration.partitionCounts(of: nil)
        let wanted = counts.filter {
            $0.key == FleetTopics.results || $0.key == FleetTopics.deadLetters || FleetTopics.tenant(ofJobTopic: $0.key) != nil
                || FleetTopics.isMisnamedJobTopic($0.key)
        }
        writer.memory.know(tenants: Set(wanted.keys.compactMap(FleetTopics.tenant(ofJobTopic:))).count)
        let partitions = wanted.flatMap { topic, count in (0..<count).map { TopicPartition(topic: topic, partition: $0) } }
        let isNew = positions.withLock { positions in !positions.unread(of: partitions).isEmpty }
        guard isStart || isNew else { return false }
        for topic in wanted.keys.sorted() where FleetTopics.isMisnamedJobTopic(topic) {
            logger.warning("a job topic names no tenant: its messages become dead letters", ["topic": topic])
        }
        return try await inTurn { try await self.assign(partitions) }
    }

    private func assign(_ partitions: [TopicPartition]) async throws -> Bool {
        // Only of what is new: a partition without a leader keeps nobody from reading the others.
        let fresh = positions.withLock { $0.unread(of: partitions) }
        let ranges = try await administration.offsets(of: fresh)
        let assignment = positions.withLock { $0.assign(partitions, ranges: ranges) }
        if !assignment.gone.isEmpty { writer.memory.wantReset() }
        if isForgetful, !assignment.gone.isEmpty {
            logger.info("the broker was started anew and is read from its beginning", ["partitions": String(assignment.gone.count)])
        }
        for source in assignment.gone where !isForgetful {
            logger.error("a partition holds less than was read of it: it was made anew, reading from the earliest", ["partition": source.description])
        }
        try await consumer.assign(assignment.starts)
        return true
    }

    private func restart(_ source: TopicPartition) async throws {
        let low: Int64
        do {
            low = try await administration.offsets(of: [source])[source]?.low ?? 0
        } catch let error as FleetError where error.code == BrokerFailure.topicUnknown {
            // It is gone: found again by a listing once it is made anew; the others are read on.
            let starts = positions.withLock { $0.drop(source) }
            return try await consumer.assign(starts)
        }
        let starts = positions.withLock { $0.restart(source, low: low) }
        try await consumer.assign(starts)
        // Its alone: of the others more may be taken than is applied.
        if source.topic == FleetTopics.results { tell([source.partition: low]) }
    }
}
