import FleetCore
import Messaging
import Synchronization
import Telemetry

/// Takes tasks from the group's partitions: answers them in one record, waits for the acknowledgement, commits, begins. That alone settles a message.
final class Intake: Sendable {
    private let consumer: any GroupConsumer
    private let identity: WorkerIdentity
    private let ledger: ExecutionLedger
    private let voice: ResultVoice
    private let begin: BoundedChannel<HeldExecution>
    private let giveBack: @Sendable (HeldExecution) async throws -> Void
    private let answers: AnswerComposer
    private let clock: any FleetClock
    private let logger: Logger
    private let failpoints: Failpoints
    private let hold: Duration
    private let reader = EnvelopeReader()
    private let events = BoundedChannel<GroupEvent>(capacity: heldLimit / batchLimit)
    private let wakeup: Wakeup
    private let isStopping = Mutex(false)
    /// Messages held unanswered, and at most a batch more: a revoke stands behind the messages before it. What is beyond waits in the consumer.
    private static let heldLimit = 256
    private static let batchLimit = 32
    /// Set when nothing more is taken.
    let ended = Signal()

    /// - Parameter giveBack: says of an execution that can begin no more that it did not.
    init(
        consumer: any GroupConsumer, identity: WorkerIdentity, ledger: ExecutionLedger, voice: ResultVoice,
        begin: BoundedChannel<HeldExecution>, answers: AnswerComposer, giveBack: @escaping @Sendable (HeldExecution) async throws -> Void, hold: Duration,
        clock: any FleetClock, logger: Logger, failpoints: Failpoints = .none
    ) {
        self.consumer = consumer
        self.identity = identity
        self.ledger = ledger
        self.voice = voice
        self.begin = begin
        self.giveBack = giveBack
        self.answers = answers
        self.hold = hold
        self.clock = clock
        self.logger = logger
        self.failpoints = failpoints
        wakeup = ledger.freed
    }

    /// Moves events from the consumer to the loop, until the consumer is closed.
    func read() async throws {
        while true {
            do {
                guard let event = try await consumer.next(limit: Self.batchLimit) else { return }
                try await events.send(event)
                wakeup.ring()
            } catch let error as FleetError where error.disposition == .transient {
                logger.warning("tasks cannot be read", ["code": error.code.rawValue])
                try await clock.sleep(for: .seconds(1))
            } catch let error as FleetError where error.code == "channel_closed" {
                return
            }
        }
    }

    /// Answers and begins, until `stop`.
    func run() async throws {
        defer { ended.set() }
        var held = HeldMessages(hold: hold)
        while !isStopping.withLock({ $0 }) {
            for event in events.drain(limit: (max(Self.heldLimit - held.count, 0) + Self.batchLimit - 1) / Self.batchLimit) { take(event, &held) }
            let batch = held.take(freeSlots: ledger.freeSlots, now: clock.now())
            if !batch.isEmpty {
                try await settle(batch)
            } else if let deadline = held.deadline {
                try await wakeup.wait(until: deadline, clock: clock)
            } else {
                try await wakeup.wait()
            }
        }
        events.close()
    }

    /// Takes nothing more; what is unanswered goes to the next owner of its partition.
    func stop() {
        isStopping.withLock { $0 = true }
        wakeup.ring()
    }

    private func take(_ event: GroupEvent, _ held: inout HeldMessages) {
        switch event {
        case .assigned(let partitions, let generation):
            held.dropAll()
            ledger.own(partitions.map(\.partition), generation: generation)
        case .revoked:
            held.dropAll()
            ledger.own([], generation: consumer.generation)
        case .records(let records): for record in records { take(record, &held) }
        }
    }

    private func take(_ record: Record, _ held: inout HeldMessages) {
        let reading = TaskReading(record, fleet: identity.fleet, kind: identity.kind, reader: reader)
        var isKnown = false
        if case .task(let run, _) = reading { isKnown = ledger.execution(of: run.task, attempt: run.attempt) != nil }
        held.append(HeldMessages.Message(record: record, reading: reading, receivedAt: clock.now(), isKnown: isKnown))
    }

    private func settle(_ batch: HeldMessages.Batch) async throws {
        let answer = try answers.compose(batch)
        for execution in answer.begun { ledger.hold(execution) }
        for letter in answer.letters {
            // A letter that the broker refuses for ever is worth no partition that stands still.
            do { try await voice.say(isVital: false) { letter } } catch let error as FleetError where error.disposition == .permanent {
                logger.error("a dead letter was refused", ["code": error.code.rawValue])
            }
        }
        if let record = answer.record {
            if !answer.begun.isEmpty { failpoints.hit(.polledBeforeAccepted) }
            let composedAt = clock.now()
            try await voice.say(acknowledged: { for execution in answer.begun { execution.accept(composedAt: composedAt) } }) { record }
        }
        if !answer.begun.isEmpty { failpoints.hit(.acceptedBeforeCommit) }
        await commit(batch.offsets)
        for execution in answer.begun where !begin.offer(execution) {
            // The acceptance got through when the process had stopped beginning: the attempt goes back at once.
            if ledger.isDraining {
                try await giveBack(execution)
                continue
            }
            throw FleetError("executor_full", .bug, "more executions are held than there are slots")
        }
        // A worker that declined is sent nothing before its next beat; and one that answers again what it took up before may have ended it.
        if !batch.full.isEmpty || batch.accepted.contains(where: \.isKnown) { ledger.bell.urgent() }
    }

    /// The answer is what settles a message; an offset that cannot be committed only brings it again, to be answered in the same way.
    private func commit(_ offsets: [TopicPartition: Int64]) async {
        do { try await consumer.commit(offsets) } catch {
            let code = (error as? FleetError)?.code.rawValue ?? "unexpected"
            logger.notice("offsets are not committed; the messages come again", ["code": code])
        }
    }
}
