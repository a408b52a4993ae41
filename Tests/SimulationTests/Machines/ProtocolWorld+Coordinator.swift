import FleetCore

/// The coordinator: what its loops do with the machines' answers.
extension ProtocolWorld {
    mutating func dispatch() {
        // A permit for each attempt knows no attempt that only searches.
        let isSearch = guarded.isSearch && rules.contains(.onePermitPerIntent)
        for case .task(.send(let attempt)) in guarded.apply(.of(.dispatched)) {
            outbox.append(.run(attempt: attempt, isSearch: isSearch))
            deadlines.start(key(attempt), kind: .train, unansweredInRow: 0)
            credit.dispatched(key(attempt), kind: .train, partition: 0)
            dispatchedAt = now
        }
    }

    mutating func publish(marked: Bool) {
        guard let posted = outbox.first else { return }
        if marked { outbox.removeFirst() }
        switch posted {
        case .run(let attempt, let isSearch): messages.append(Message(attempt: attempt, isSearch: isSearch))
        case .grant(let fence), .deny(let fence), .stop(let fence, _):
            for worker in workers.indices where workers[worker].executions.contains(where: { $0.fence == fence && $0.phase != .over }) {
                workers[worker].control.append(posted)
            }
        }
    }

    mutating func apply(_ partition: Int) {
        guard !unread[partition].isEmpty else { return }
        let spoken = unread[partition].removeFirst()
        read[partition] += 1
        defer { leases.advance(now: instant, positions: positions) }
        keepCredit(spoken.said)
        switch spoken.said {
        case .accepted(let fence):
            perform(.of(.accepted(fence)), by: fence, from: partition)
        case .completed(let fence):
            let before = guarded.task
            let actions = perform(.of(.completed(fence)), by: fence, from: partition)
            if guarded.task.state == .completed, before.state != .completed, before.state != .accepted || before.fence != fence {
                note(.fencedApplied)
            }
            if actions.contains(where: { if case .task(.ignore) = $0 { true } else { false } }), replaced.contains(fence) || liesUnread(fence) {
                note(.resultDropped)
            }
        case .failedUnknown(let fence):
            let error = FleetError("create_outcome_unknown", .transient, "no answer")
            perform(.failed(fence, error, jitter: 0, notSent: false, searchedInVain: false), by: fence, from: partition)
        case .searchedInVain(let fence):
            let error = FleetError("searched_in_vain", .transient, "nothing is listed")
            perform(.failed(fence, error, jitter: 0, notSent: false, searchedInVain: true), by: fence, from: partition)
        case .interrupted(let fence, let notSent):
            perform(.interrupted(fence, notSent: notSent), by: fence, from: partition)
        case .beat(let fences, let worker, let isOwner, let generation):
            hear(beatOf: worker, isOwner: isOwner, executions: fences, generation: generation)
            for fence in fences { perform(.of(.beaten(fence, hasNewCheckpoint: false)), by: fence, from: partition) }
        }
    }

    /// What is said of an execution concerns its worker's slots, whether or not it counts.
    private mutating func keepCredit(_ said: Said) {
        switch said {
        case .accepted(let fence): if let worker = worker(of: fence) { credit.accepted(fence.execution, by: Self.names[worker]) }
        case .completed(let fence), .failedUnknown(let fence), .searchedInVain(let fence), .interrupted(let fence, _):
            if let worker = worker(of: fence) { credit.ended(fence.execution, by: Self.names[worker]) }
        case .beat: break
        }
    }

    mutating func hear(beatOf worker: Int, isOwner: Bool, executions: [Fence], generation: Int32) {
        let claim = CreditLedger.Claim(
            kind: .train, slots: 2, partitions: isOwner ? [0] : [], generation: generation, executions: Set(executions.map(\.execution)))
        credit.beat(Self.names[worker], claim, now: instant)
    }

    mutating func look() {
        var ends: [Int32: Int64] = [:]
        for partition in unread.indices { ends[Int32(partition)] = Int64(read[partition] + unread[partition].count) }
        leases.saw(ends: ends, since: instant)
        deadlines.saw(ends: ends)
    }

    mutating func expireLease() {
        guard let lease = leases.expired(now: instant, positions: positions).first else { return }
        if isLiving(lease.fence) { note(.leaseOfLiving) }
        perform(.of(.leaseExpired(lease.fence)), by: nil, from: nil)
        leases.end(lease)
    }

    mutating func endDispatch() {
        guard let passed = deadlines.passed(positions: positions).first else { return }
        let isAnswered = unread.joined().contains { spoken in
            if case .accepted(let fence) = spoken.said { fence.attempt == passed.attempt && spoken.at <= dispatchedAt } else { false }
        }
        if isAnswered, guarded.task.state == .dispatched { note(.deadlineKillsLiving) }
        perform(.of(.dispatchDeadlinePassed(attempt: passed.attempt)), by: nil, from: nil)
        deadlines.end(passed)
        credit.answered(passed)
    }

    mutating func fireTimer() {
        timerIsSet = false
        perform(.of(.timerFired), by: nil, from: nil)
    }

    /// A standby begins to reign: leases and deadlines are made anew from the store, and every worker is asked to beat at once.
    mutating func takeOver() {
        leases = LeaseBook(duration: Self.lease)
        deadlines = DispatchDeadlines(first: Self.lease, ceiling: Self.lease)
        leases.rules = rules
        deadlines.rules = rules
        credit = CreditLedger()
        deadlines.advance(now: instant, beating: [])
        let task = guarded.task
        if task.state == .accepted, let fence = task.fence {
            leases.start(LeaseBook.Key(task: Self.task, fence: fence), partition: nil, now: instant)
        } else if task.state == .dispatched {
            deadlines.start(key(task.attempt), kind: .train, unansweredInRow: 0)
            credit.dispatched(key(task.attempt), kind: .train, partition: 0)
            dispatchedAt = now
        }
        beatAll()
        var ends: [Int32: Int64] = [:]
        for partition in unread.indices { ends[Int32(partition)] = Int64(read[partition] + unread[partition].count) }
        leases.resetAll(ends: ends)
        deadlines.resetAll()
        deadlines.advance(now: instant, beating: [])
        leases.advance(now: instant, positions: positions)
    }

    @discardableResult
    mutating func perform(_ event: GuardedTask.Event, by fence: Fence?, from partition: Int?) -> [GuardedTask.Action] {
        let before = guarded.task
        let actions = guarded.apply(event)
        for action in actions {
            switch action {
            case .task(.bind(let fence)):
                if let bound, bound != fence { replaced.insert(bound) }
                bound = fence
                leases.start(lease(fence), partition: partition.map { Int32($0) }, now: instant)
            case .task(.renew(let fence)): leases.renew(lease(fence), partition: partition.map { Int32($0) }, now: instant)
            case .task(.unbind(let fence)):
                if bound == fence { bound = nil }
                leases.end(lease(fence))
            case .task(.wait): timerIsSet = true
            case .task(.end):
                timerIsSet = false
                ends += 1
                if ends > 1 { note(.endedTwice) }
            case .task(.stop(let fence, let reason)): stop(fence, isCancel: reason == .cancelled)
            case .task(.ignore(.stale)): if let fence { stop(fence, isCancel: false) }
            case .permit(.grant(let fence)): outbox.append(.grant(fence))
            case .permit(.deny(let fence, _)): outbox.append(.deny(fence))
            case .task(.ignore), .task(.send), .permit(.settle), .permit(.release), .permit(.search), .permit(.review): break
            }
        }
        if before.state == .dispatched, guarded.task.state != .dispatched {
            deadlines.end(key(before.attempt))
            credit.answered(key(before.attempt))
        }
        checkMoney()
        return actions
    }

    private mutating func stop(_ fence: Fence, isCancel: Bool) {
        if !isCancel, liesUnread(fence) { note(.lagStopsLiving) }
        outbox.append(.stop(fence, isCancel: isCancel))
    }

    /// Whether the attempt waits for an answer that stands in the results already.
    private func liesUnread(_ fence: Fence) -> Bool {
        guard guarded.task.state == .dispatched, guarded.task.attempt == fence.attempt else { return false }
        return unread.joined().contains { $0.said == .accepted(fence) }
    }

    /// It works, or its outcome lies unread; and it never fell silent.
    private func isLiving(_ fence: Fence) -> Bool {
        guard let execution = workers.lazy.flatMap(\.executions).first(where: { $0.fence == fence }), !execution.wasSilent else { return false }
        if execution.isWorking { return true }
        return unread.joined().contains { spoken in
            switch spoken.said {
            case .completed(let said), .failedUnknown(let said), .searchedInVain(let said), .interrupted(let said, _): said == fence
            case .accepted, .beat: false
            }
        }
    }

    mutating func checkMoney() {
        if creates > 0, let state = guarded.permit?.state, [.none, .reserved, .released].contains(state) { note(.moneyForgotten) }
    }

    mutating func note(_ promise: ProtocolViolation) { broken.insert(promise) }

    var positions: [Int32: Int64] { [0: Int64(read[0]), 1: Int64(read[1]), 2: Int64(read[2])] }
    private func lease(_ fence: Fence) -> LeaseBook.Key { LeaseBook.Key(task: Self.task, fence: fence) }
    private func key(_ attempt: Int) -> DispatchDeadlines.Key { DispatchDeadlines.Key(task: Self.task, attempt: attempt) }
    private func worker(of fence: Fence) -> Int? { workers.firstIndex { $0.executions.contains { $0.fence == fence } } }
}
