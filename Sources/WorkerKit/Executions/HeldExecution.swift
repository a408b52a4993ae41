import FleetCore
import JSON
import Messaging
import Synchronization

/// An execution from the moment its message was taken up until its outcome is acknowledged.
final class HeldExecution: Sendable {
    /// What one beat tells about the execution, and what to forget once it is acknowledged.
    struct Report: Sendable {
        let body: WorkerBeat.Execution
        let lineEnd: Int
        let checkpointVersion: Int
    }

    private struct State {
        var isAccepted = false
        var renewedAt: MonotonicInstant?
        var progress: Progress?
        var checkpoint: JSONValue?
        var checkpointVersion = 0
        var acknowledgedVersion = 0
        var lines = LineBuffer()
        var hasEnded = false
        var stop: StopReason?
        var answer: PermitAnswered?
        var mayHaveSent = false
        var permitIsOver = false
    }

    let assignment: TaskAssignment
    let trace: TraceContext?
    let timeout: Duration?
    /// Set when the execution is to end.
    let stopped = Signal()
    /// Set when control has answered the permit demand.
    let answered = Signal()
    /// Set when the work has ended and the broker has its last line.
    let told = Signal()
    private let state: Mutex<State>

    init(assignment: TaskAssignment, trace: TraceContext?, timeout: Duration?) {
        self.assignment = assignment
        self.trace = trace
        self.timeout = timeout
        state = Mutex(State(checkpoint: assignment.checkpoint))
    }

    var token: ExecutionToken { assignment.token }
    var isAccepted: Bool { state.withLock { $0.isAccepted } }
    var stopReason: StopReason? { state.withLock { $0.stop } }
    var checkpoint: JSONValue? { state.withLock { $0.checkpoint } }
    var permitAnswer: PermitAnswered? { state.withLock { $0.answer } }

    /// The broker has the acceptance that was composed at `composedAt`.
    func accept(composedAt: MonotonicInstant) {
        state.withLock { state in
            state.isAccepted = true
            state.renewedAt = composedAt
        }
    }

    /// Ends the execution; the first reason counts.
    func stop(_ reason: StopReason) {
        state.withLock { state in if state.stop == nil { state.stop = reason } }
        stopped.set()
    }

    /// Takes the answer of control; the first one counts.
    func take(_ answer: PermitAnswered) {
        state.withLock { state in if state.answer == nil { state.answer = answer } }
        answered.set()
    }

    func report(_ progress: Progress) { state.withLock { $0.progress = progress } }

    /// The work has ended.
    /// - Returns: whether lines are left that no acknowledged beat has told.
    func end() -> Bool {
        state.withLock { state in
            state.hasEnded = true
            return !state.lines.isEmpty
        }
    }

    func log(_ line: String) { state.withLock { $0.lines.append(line) } }

    func setCheckpoint(_ checkpoint: JSONValue) {
        state.withLock { state in
            state.checkpoint = checkpoint
            state.checkpointVersion += 1
        }
    }

    /// What the next beat tells; a checkpoint only when it is newer than the last acknowledged one and `withCheckpoint` allows it.
    func beat(lineLimit: Int, withCheckpoint: Bool, withProgress: Bool = true) -> Report {
        state.withLock { state in
            let (lines, end) = state.lines.peek(limit: lineLimit)
            let isNewer = withCheckpoint && state.checkpointVersion > state.acknowledgedVersion
            let body = WorkerBeat.Execution(
                token: token, progress: withProgress ? state.progress : nil, checkpoint: isNewer ? state.checkpoint : nil, lines: lines)
            return Report(body: body, lineEnd: end, checkpointVersion: isNewer ? state.checkpointVersion : state.acknowledgedVersion)
        }
    }

    /// The broker has a beat that named this execution.
    /// - Returns: whether more lines or a checkpoint wait.
    func acknowledge(_ report: Report, composedAt: MonotonicInstant) -> Bool {
        state.withLock { state in
            state.renewedAt = max(state.renewedAt ?? composedAt, composedAt)
            state.acknowledgedVersion = max(state.acknowledgedVersion, report.checkpointVersion)
            state.lines.acknowledge(report.lineEnd)
            if state.hasEnded, state.lines.isEmpty { told.set() }
            return !state.lines.isEmpty || state.checkpointVersion > state.acknowledgedVersion
        }
    }

    /// Whether the coordinator certainly still counts this execution as alive.
    func holdsLease(at now: MonotonicInstant, lease: Duration) -> Bool {
        state.withLock { state in
            guard let renewedAt = state.renewedAt, state.stop == nil else { return false }
            return now - renewedAt < lease
        }
    }

    /// The chargeable call may leave from now on; false when the permit is over already.
    func allowSending() -> Bool {
        state.withLock { state in
            guard !state.permitIsOver else { return false }
            state.mayHaveSent = true
            return true
        }
    }

    /// Ends the permit: no call can begin any more.
    /// - Returns: true when this execution was to make a call and certainly made none: its permit may be granted again.
    func concludePermit() -> Bool {
        guard assignment.permit?.mode == .create else { return false }
        return state.withLock { state in
            state.permitIsOver = true
            return !state.mayHaveSent
        }
    }
}
