import FleetCore
import JSON
import Messaging
import Synchronization

/// Makes beats from what is held at the moment of sending, and forgets what an acknowledged beat has told.
final class BeatComposer: Sendable {
    private struct Composed {
        var reports: [(execution: HeldExecution, report: HeldExecution.Report)] = []
        var at: MonotonicInstant
    }

    private struct State {
        var sequence: Int64 = 0
        var isLeaving = false
        var last: Composed?
    }

    private let identity: WorkerIdentity
    private let ledger: ExecutionLedger
    private let writer: EnvelopeWriter
    private let partition: Int32
    private let clock: any FleetClock
    private let state = Mutex(State())

    /// Lines of one execution in one beat.
    static let lineLimit = 50
    /// Progress, checkpoints and lines of one beat together; the rest goes with the next.
    static let budget = 384 * 1024

    init(identity: WorkerIdentity, ledger: ExecutionLedger, writer: EnvelopeWriter, partition: Int32, clock: any FleetClock) {
        self.identity = identity
        self.ledger = ledger
        self.writer = writer
        self.partition = partition
        self.clock = clock
    }

    /// From now on every beat says that the process leaves.
    func leave() { state.withLock { $0.isLeaving = true } }

    /// The record of a beat of now.
    /// - Parameter isBare: only names the executions, which renews their leases; for when no message holds what they tell.
    func compose(isBare: Bool = false) throws -> OutgoingRecord {
        // First the bell, then the look: what changes in between is told again.
        ledger.bell.clear()
        let holdings = ledger.holdings
        var composed = Composed(at: clock.now())
        var left = isBare ? 0 : Self.budget
        for execution in holdings.executions {
            let report = Self.report(execution, within: left)
            left -= Self.size(report)
            composed.reports.append((execution, report))
        }
        let (sequence, isLeaving) = state.withLock { state in
            state.sequence += 1
            return (state.sequence, state.isLeaving)
        }
        let beat = WorkerBeat(
            fleet: identity.fleet, worker: identity.worker, kind: identity.kind, host: identity.host, version: identity.version,
            sequence: sequence, slots: holdings.slots, partitions: holdings.partitions, generation: holdings.generation,
            executions: composed.reports.map(\.report.body), capabilities: identity.capabilities, isLeaving: isLeaving)
        state.withLock { $0.last = composed }
        return try writer.record(
            beat, type: .workerBeat, topic: FleetTopics.results, partition: partition, key: identity.worker.rawValue,
            routing: EnvelopeRouting(fleet: identity.fleet, kind: identity.kind))
    }

    /// The broker has the newest beat.
    func acknowledge() {
        guard let composed = state.withLock({ $0.last }) else { return }
        var waits = false
        for (execution, report) in composed.reports where execution.acknowledge(report, composedAt: composed.at) { waits = true }
        if waits { ledger.bell.news() }
    }

    /// As much of what the execution tells as fits into `budget` bytes.
    private static func report(_ execution: HeldExecution, within budget: Int) -> HeldExecution.Report {
        if budget > 0 {
            let whole = execution.beat(lineLimit: lineLimit, withCheckpoint: true)
            if size(whole) <= budget { return whole }
            let short = execution.beat(lineLimit: 0, withCheckpoint: false)
            if size(short) <= budget { return short }
        }
        return execution.beat(lineLimit: 0, withCheckpoint: false, withProgress: false)
    }

    /// About the bytes of what goes beyond the token.
    private static func size(_ report: HeldExecution.Report) -> Int {
        var size = report.body.lines.reduce(0) { $0 + $1.utf8.count + 8 }
        if let checkpoint = report.body.checkpoint { size += JSONWriter.compact.bytes(checkpoint).count }
        if let progress = report.body.progress {
            size += progress.figures.keys.reduce(200 + progress.unit.utf8.count + (progress.message?.utf8.count ?? 0)) { $0 + $1.utf8.count + 32 }
        }
        return size
    }
}
