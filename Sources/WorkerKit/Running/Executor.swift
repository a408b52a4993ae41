import FleetCore
import Messaging
import ObjectStorage
import Synchronization
import Telemetry

/// Runs executions, as many at once as are begun; each can be ended without touching its neighbours.
final class Executor: Sendable {
    private let worker: any Worker
    private let identity: WorkerIdentity
    private let begun: BoundedChannel<HeldExecution>
    private let ledger: ExecutionLedger
    private let voice: ResultVoice
    private let writer: EnvelopeWriter
    private let partition: Int32
    private let tools: ExecutionTools
    private let fatal = Mutex<FleetError?>(nil)
    /// Set when a task said that this process cannot go on.
    let failed = Signal()

    init(
        worker: any Worker, identity: WorkerIdentity, begun: BoundedChannel<HeldExecution>, ledger: ExecutionLedger, voice: ResultVoice,
        writer: EnvelopeWriter, partition: Int32, tools: ExecutionTools
    ) {
        self.worker = worker
        self.identity = identity
        self.begun = begun
        self.ledger = ledger
        self.voice = voice
        self.writer = writer
        self.partition = partition
        self.tools = tools
    }

    /// The error of a task that said that this process cannot go on.
    var fatalError: FleetError? { fatal.withLock { $0 } }

    /// Runs what is begun until the channel is closed and the last execution has ended.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while let execution = try await begun.next() {
                group.addTask { try await self.carry(execution) }
            }
        }
    }

    /// Says of an execution that was accepted, and is not begun because the process leaves, that it was interrupted.
    func giveBack(_ execution: HeldExecution) async throws {
        execution.stop(.graceOver)
        let ending: Result<TaskOutcome, any Error> = .failure(CancellationError())
        try await say(OutcomeReport(ending, of: execution, identity: identity, isDraining: true), of: execution)
    }

    private func carry(_ execution: HeldExecution) async throws {
        let ending = await attempt(execution)
        if case .failure(let error) = ending, let error = error as? FleetError, error.disposition == .fatal {
            fatal.withLock { $0 = error }
            failed.set()
        }
        if case .success = ending { tools.failpoints.hit(.artifactsWrittenBeforeResult) }
        await sayLastLines(of: execution)
        try await say(OutcomeReport(ending, of: execution, identity: identity, isDraining: ledger.isDraining), of: execution)
    }

    /// Runs the worker and ends it when it is stopped; returns when it has really ended.
    private func attempt(_ execution: HeldExecution) async -> Result<TaskOutcome, any Error> {
        if execution.stopReason != nil { return .failure(CancellationError()) }
        let scratch = ExecutionScratch(of: execution.token.execution, in: tools.scratch)
        tools.failpoints.hit(.executionBegun)
        let ending = await supervise(execution, in: tools.context(execution, bell: ledger.bell, scratch: scratch))
        await scratch.remove()
        return ending
    }

    private enum Event: Sendable {
        case ended(Result<TaskOutcome, any Error>)
        case stopped
        case over
    }

    private func supervise(_ execution: HeldExecution, in context: ExecutionContext) async -> Result<TaskOutcome, any Error> {
        await withTaskGroup(of: Event.self) { group in
            group.addTask { [worker] in
                do { return .ended(.success(try await worker.run(execution.assignment, in: context))) } catch { return .ended(.failure(error)) }
            }
            group.addTask {
                do { try await execution.stopped.wait() } catch { return .over }
                return .stopped
            }
            if let timeout = execution.timeout {
                group.addTask { [tools] in
                    do { try await tools.clock.sleep(for: timeout) } catch { return .over }
                    execution.stop(.timedOut)
                    return .stopped
                }
            }
            var ending: Result<TaskOutcome, any Error> = .failure(CancellationError())
            for await event in group {
                if case .ended(let result) = event { ending = result }
                group.cancelAll()
            }
            return ending
        }
    }

    private static let lastLinesLimit = Duration.seconds(3)

    /// Lines travel with beats, and no beat names an execution once its outcome is said: what it said last, and why it failed, goes first.
    private func sayLastLines(of execution: HeldExecution) async {
        guard execution.end(), execution.stopReason != .fenced else { return }
        ledger.bell.urgent()
        // A broker that does not answer must not hold the outcome back.
        try? await tools.clock.withTimeout(Self.lastLinesLimit, waitingFor: "the last lines") { try await execution.told.wait() }
    }

    /// Says how it ended, until the broker has it; what does not fit into a message is said as a failure.
    private func say(_ report: OutcomeReport, of execution: HeldExecution) async throws {
        do {
            guard let record = try report.record(execution, identity: identity, partition: partition, writer: writer) else {
                ledger.release(execution, isTold: false)
                return
            }
            try await voice.say(isOutcome: true, acknowledged: { [ledger, tools] in
                tools.failpoints.hit(.resultSentBeforeKnown)
                ledger.release(execution, isTold: true)
            }) { record }
        } catch let error as FleetError where Self.isAboutTheReport(error) {
            tools.logger.error("an outcome cannot be said", ["code": error.code.rawValue, "task": execution.token.task.rawValue])
            try await sayTooLarge(insteadOf: report, execution)
        } catch let error as FleetError where error.disposition == .interrupted {
            // The process leaves and the broker did not answer: the lease ends, and another attempt follows.
            tools.logger.warning("an outcome was not said", ["task": execution.token.task.rawValue])
            ledger.release(execution, isTold: false)
        }
    }

    private func sayTooLarge(insteadOf told: OutcomeReport, _ execution: HeldExecution) async throws {
        let report = OutcomeReport.tooLarge(insteadOf: told, execution, identity: identity)
        guard let record = try report.record(execution, identity: identity, partition: partition, writer: writer) else {
            // Stopped meanwhile: nothing is to be said any more, but its slot is free.
            ledger.release(execution, isTold: false)
            return
        }
        try await voice.say(isOutcome: true, acknowledged: { [ledger] in ledger.release(execution, isTold: true) }) { record }
    }

    private static func isAboutTheReport(_ error: FleetError) -> Bool {
        error.code == BrokerFailure.recordTooLarge || error.code == EnvelopeFault.bodyTooLargeCode || error.disposition == .bug
    }
}
