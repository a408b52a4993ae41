import FleetCore
import Messaging
import Telemetry

/// The loops of one worker process and what they share.
struct WorkerLoops: Sendable {
    let executor: Executor
    private let ledger: ExecutionLedger
    private let voice: ResultVoice
    private let heartbeat: Heartbeat
    private let control: ControlReader
    private let intake: Intake
    private let begin: BoundedChannel<HeldExecution>
    private let connections: WorkerConnections
    private let settings: WorkerSettings
    private let tools: ExecutionTools

    init(identity: WorkerIdentity, worker: any Worker, connections: WorkerConnections, settings: WorkerSettings, tools: ExecutionTools) {
        let partition = connections.partition
        let writer = EnvelopeWriter(
            source: "/modelops/\(identity.fleet)/\(identity.worker)", clock: tools.clock, identifiers: tools.identifiers)
        ledger = ExecutionLedger(slots: identity.slots, bell: ChangeBell())
        // Each execution, the intake, and the beats (one may be left behind when the last is said) speak one at a time.
        voice = ResultVoice(
            producer: connections.producer, speakers: identity.slots + 4, clock: tools.clock, identifiers: tools.identifiers,
            logger: tools.logger)
        begin = BoundedChannel(capacity: identity.slots)
        let composer = BeatComposer(identity: identity, ledger: ledger, writer: writer, partition: partition, clock: tools.clock)
        heartbeat = Heartbeat(
            composer: composer, voice: voice, bell: ledger.bell,
            schedule: BeatSchedule(lease: settings.lease, newsInterval: settings.newsInterval), clock: tools.clock)
        control = ControlReader(
            consumer: connections.control, fleet: identity.fleet, ledger: ledger, clock: tools.clock, logger: tools.logger)
        let answers = AnswerComposer(
            identity: identity, ledger: ledger, writer: writer, partition: partition, clock: tools.clock, identifiers: tools.identifiers)
        executor = Executor(
            worker: worker, identity: identity, begun: begin, ledger: ledger, voice: voice, writer: writer, partition: partition, tools: tools)
        intake = Intake(
            consumer: connections.tasks, identity: identity, ledger: ledger, voice: voice, begin: begin, answers: answers,
            giveBack: { [executor] in try await executor.giveBack($0) }, hold: settings.hold, clock: tools.clock, logger: tools.logger,
            failpoints: tools.failpoints)
        self.connections = connections
        self.settings = settings
        self.tools = tools
    }

    /// Everything that runs beside each other.
    var loops: [@Sendable () async throws -> Void] {
        [
            { try await voice.run() }, { try await heartbeat.run() }, { try await control.run() }, { try await intake.read() },
            { try await intake.run() }, { try await executor.run() },
        ]
    }

    /// Leaves in order: take nothing more, leave the group so that others get what is unanswered, let executions end or checkpoint,
    /// end them after the grace period, say everything, and the last beat last.
    func drain() async throws {
        tools.logger.notice("leaving")
        ledger.beginDrain()
        tools.drain.set()
        intake.stop()
        try await atMost(settings.flushLimit) { try await intake.ended.wait() }
        await connections.tasks.close(within: settings.flushLimit)
        ledger.own([], generation: connections.tasks.generation)
        if try await !emptied(within: settings.drainGrace) {
            tools.logger.notice("the grace period is over; executions are given back")
            ledger.stopAll(.graceOver)
            if try await !emptied(within: settings.flushLimit) { tools.logger.warning("executions are left behind; their leases will end") }
        }
        begin.close()
        try await atMost(settings.flushLimit) { try await heartbeat.last() }
    }

    /// Whether the last execution ended in time.
    private func emptied(within limit: Duration) async throws -> Bool {
        let deadline = tools.clock.now() + limit
        while !ledger.isEmpty {
            let left = deadline - tools.clock.now()
            guard left > .zero else { return false }
            try await ledger.emptied.wait(atMost: left, clock: tools.clock)
        }
        return true
    }

    private func atMost(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws {
        do { try await tools.clock.withTimeout(limit, waitingFor: "the last words", body) } catch let error as FleetError {
            tools.logger.warning("not everything was said before leaving", ["code": error.code.rawValue])
        }
    }
}
