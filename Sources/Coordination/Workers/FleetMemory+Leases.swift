import FleetCore
import Persistence

/// What the sweeper asks and tells.
extension FleetMemory {
    /// What was found out in one look at the clock.
    struct Overdue: Sendable {
        var leases: [LeaseBook.Key]
        var dispatches: [DispatchDeadlines.Key]
    }

    /// The attempts that were sent and not answered, for all that is known.
    var unanswered: Set<DispatchDeadlines.Key> { state.withLock { $0.deadlines.keys } }

    /// Makes leases and deadlines anew from the store: nothing expires before results are read up to `ends`.
    /// - Parameter known: what was unanswered before the store was asked; what it has not among `active` was answered.
    func reset(active: [TaskRow], known: Set<DispatchDeadlines.Key>, ends: [Int32: Int64], incarnation: String) {
        let now = clock.now()
        state.withLock { state in
            state.loads.releaseAll()
            let sent = active.filter { $0.state == .dispatched }.map { DispatchDeadlines.Key(task: $0.id, attempt: $0.attempt) }
            for key in known.subtracting(sent) {
                state.deadlines.end(key)
                state.loads.credit.answered(key)
            }
            for row in active {
                let dispatch = DispatchDeadlines.Key(task: row.id, attempt: row.attempt)
                // Answered since the store was asked: held where it was accepted, and nowhere otherwise.
                let isAnswered = row.state == .dispatched && state.isAnswered(dispatch)
                if let partition = row.dispatchPartition, !isAnswered || state.isHeld(dispatch) {
                    state.loads.hold(dispatch, SentTask(row, to: Int32(clamping: partition)))
                }
                if isAnswered { continue }
                if row.state == .accepted, let execution = row.execution {
                    let key = LeaseBook.Key(task: row.id, fence: Fence(attempt: row.attempt, execution: execution))
                    if !state.leases.contains(key) { state.leases.start(key, partition: nil, now: now) }
                    if let worker = row.worker { state.loads.credit.accepted(execution, by: worker) }
                } else if row.state == .dispatched {
                    state.deadlines.start(dispatch, kind: row.kind, unansweredInRow: row.dispatchTimeouts)
                    if let partition = row.dispatchPartition {
                        state.loads.credit.dispatched(dispatch, kind: row.kind, partition: Int32(clamping: partition))
                    }
                }
            }
            state.leases.resetAll(ends: ends)
            state.deadlines.resetAll()
            state.leases.advance(now: now, positions: state.positions)
            state.incarnation = incarnation
            state.isResetWanted = false
        }
    }

    /// Takes note of a round of the sweeper.
    /// - Returns: whether the last one is longer ago than `limit`.
    func sweepsLate(after limit: Duration) -> Bool {
        let now = clock.now()
        return state.withLock { state in
            defer { state.sweptAt = now }
            return state.sweptAt.map { now - $0 > limit } ?? false
        }
    }

    /// Lets time pass, and forgets workers that are silent for three leases.
    /// - Returns: whether the ends of the results partitions must be looked up.
    func tick() -> Bool {
        let now = clock.now()
        return state.withLock { state in
            state.leases.advance(now: now, positions: state.positions)
            if !state.leases.isCatchingUp {
                let silence = state.leases.duration * 3
                for worker in state.loads.credit.forget(silentSince: MonotonicInstant(nanoseconds: now.nanoseconds - silence.inNanoseconds)) {
                    state.workers[worker] = nil
                }
                state.deadlines.advance(now: now, beating: state.loads.credit.beatingKinds)
            }
            return state.leases.wantsEnds(now: now) || state.deadlines.wantsEnds
        }
    }

    /// The ends of all results partitions, looked up after `since`.
    func saw(ends: [Int32: Int64], since: MonotonicInstant) {
        state.withLock { state in
            state.leases.saw(ends: ends, since: since)
            state.deadlines.saw(ends: ends)
        }
    }

    /// Whether something is over as soon as results are read up.
    var awaitsReading: Bool {
        let now = clock.now()
        return state.withLock { $0.leases.awaitsReading(now: now) || $0.deadlines.awaitsReading }
    }

    /// What is over now.
    func overdue() -> Overdue {
        let now = clock.now()
        return state.withLock { state in
            Overdue(
                leases: state.leases.expired(now: now, positions: state.positions), dispatches: state.deadlines.passed(positions: state.positions))
        }
    }

    /// Takes what was over out of the books, whatever the store said to it.
    func forget(_ overdue: Overdue) {
        state.withLock { state in
            state.counts.expiredLeases += overdue.leases.count
            state.counts.unansweredDispatches += overdue.dispatches.count
            for key in overdue.leases {
                state.leases.end(key)
                state.loads.release(key.dispatch)
            }
            for key in overdue.dispatches {
                state.deadlines.end(key)
                state.loads.credit.answered(key)
                // Accepted since it was looked at: it is held.
                if !state.isAnswered(key) { state.loads.release(key) }
            }
        }
    }
}

extension LeaseBook.Key {
    /// The attempt whose execution holds the lease.
    var dispatch: DispatchDeadlines.Key { DispatchDeadlines.Key(task: task, attempt: fence.attempt) }
}
