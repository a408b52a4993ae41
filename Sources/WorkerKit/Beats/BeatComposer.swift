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
    /// Checkpoints and lines of one beat together; the rest goes with the next.
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
    func compose() throws -> OutgoingRecord {
        // First the bell, then the look: what changes in between is told again.
        ledger.bell.clear()
        let holdings = ledger.holdings
        var composed = Composed(at: clock.now())
        var left = Self.budget
        for execution in holdings.executions {
            var report = execution.beat(lineLimit: left > 0 ? Self.lineLimit : 0, withCheckpoint: true)
            let size = try Self.size(report)
            if size > left { report = execution.beat(lineLimit: 0, withCheckpoint: false) } else { left -= size }
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

    private static func size(_ report: HeldExecution.Report) throws -> Int {
        guard let checkpoint = report.body.checkpoint else { return report.body.lines.reduce(0) { $0 + $1.utf8.count + 8 } }
        return report.body.lines.reduce(JSONWriter.compact.bytes(checkpoint).count) { $0 + $1.utf8.count + 8 }
    }
}
