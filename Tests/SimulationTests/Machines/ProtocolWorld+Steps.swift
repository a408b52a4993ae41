import FleetCore

/// What may happen next, and what each step does.
extension ProtocolWorld {
    /// Everything that may happen now: the ordinary, then the faults that are left.
    var steps: [ProtocolStep] {
        var steps: [ProtocolStep] = []
        addCoordinator(&steps)
        for worker in workers.indices { addWorker(worker, &steps) }
        if now < bounds.passes, hasWaiting { steps.append(.pass) }
        addFaults(&steps)
        return steps
    }

    mutating func take(_ step: ProtocolStep) {
        switch step {
        case .dispatch: dispatch()
        case .publish: publish(marked: true)
        case .publishUnmarked: spend(.duplicatePublish) { $0.publish(marked: false) }
        case .apply(let partition): apply(partition)
        case .look: look()
        case .expireLease: expireLease()
        case .endDispatch: endDispatch()
        case .fireTimer: fireTimer()
        case .cancel: spend(.cancel) { $0.perform(.of(.cancelRequested), by: nil, from: nil) }
        case .takeOver: spend(.takeover) { $0.takeOver() }
        case .pass: pass()
        case .take(let worker, let message): take(worker, message, isHeard: true)
        case .takeUnheard(let worker, let message): spend(.acceptLost) { $0.take(worker, message, isHeard: false) }
        case .sayAgain(let worker, let attempt):
            if execution(worker, attempt)?.isInLog == true { faults.remove(.acceptUnknown) }
            sayAgain(worker, attempt)
        case .acknowledge(let worker, let attempt): acknowledge(worker, attempt)
        case .readControl(let worker): readControl(worker)
        case .loseControl(let worker): spend(.lostControl) { $0.workers[worker].control.removeFirst() }
        case .finish(let worker, let attempt), .report(let worker, let attempt): tell(worker, attempt) { .completed($0) }
        case .reportUnknown(let worker, let attempt): spend(.lostAnswer) { $0.tell(worker, attempt) { .failedUnknown($0) } }
        case .searchInVain(let worker, let attempt):
            if creates > 0 { faults.remove(.lateListing) }
            tell(worker, attempt) { .searchedInVain($0) }
        case .prepare(let worker, let attempt):
            if creates > 0 { faults.remove(.lateListing) }
            prepare(worker, attempt)
        case .create(let worker, let attempt): create(worker, attempt)
        case .giveUp(let worker, let attempt): tell(worker, attempt) { .interrupted($0, notSent: true) }
        case .crash(let worker): spend(.crash) { $0.crash(worker) }
        case .pause(let worker): spend(.pause) { $0.workers[worker].isPaused = true }
        case .wake(let worker): workers[worker].isPaused = false
        case .rebalance: spend(.rebalance) { $0.rebalance() }
        }
    }

    private mutating func spend(_ fault: ProtocolFaults, _ body: (inout Self) -> Void) {
        faults.remove(fault)
        body(&self)
    }

    private mutating func tell(_ worker: Int, _ attempt: Int, _ said: (Fence) -> Said) {
        guard let execution = execution(worker, attempt) else { return }
        end(worker, attempt, said(execution.fence))
    }

    /// Whether anybody waits for time to pass.
    private var hasWaiting: Bool {
        leases.count > 0 || deadlines.count > 0 || guarded.isDispatchable || workers.contains { $0.executions.contains(where: \.isWorking) }
    }

    private func addCoordinator(_ steps: inout [ProtocolStep]) {
        if guarded.isDispatchable, guarded.task.attempt < bounds.attempts,
            Self.names.contains(where: { credit.credit(of: $0, now: instant) > 0 && credit.partition(for: $0) != nil })
        {
            steps.append(.dispatch)
        }
        if !outbox.isEmpty { steps.append(.publish) }
        for partition in unread.indices where !unread[partition].isEmpty { steps.append(.apply(partition)) }
        if leases.wantsEnds(now: instant) || deadlines.wantsEnds { steps.append(.look) }
        if !leases.expired(now: instant, positions: positions).isEmpty { steps.append(.expireLease) }
        if !deadlines.passed(positions: positions).isEmpty { steps.append(.endDispatch) }
        if timerIsSet { steps.append(.fireTimer) }
    }

    private func addWorker(_ worker: Int, _ steps: inout [ProtocolStep]) {
        let state = workers[worker]
        if state.isPaused { return steps.append(.wake(worker)) }
        if owner == worker, executionCount < bounds.executions, let next = messages.firstIndex(where: { $0.heldBy == nil }) {
            steps.append(.take(worker, message: next))
            if faults.contains(.acceptLost) { steps.append(.takeUnheard(worker, message: next)) }
        }
        if !state.control.isEmpty { steps.append(.readControl(worker)) }
        for execution in state.executions { add(execution, worker, &steps) }
    }

    private func add(_ execution: Execution, _ worker: Int, _ steps: inout [ProtocolStep]) {
        let attempt = execution.fence.attempt
        switch execution.phase {
        case .said:
            if execution.isInLog { steps.append(.acknowledge(worker, attempt)) }
            if !execution.isInLog || faults.contains(.acceptUnknown) { steps.append(.sayAgain(worker, attempt)) }
        case .begun:
            let isHidden = creates == 0 || faults.contains(.lateListing)
            if !isChargeable || creates > 0 { steps.append(.finish(worker, attempt)) }
            guard isChargeable else { return }
            if execution.isSearch {
                if isHidden { steps.append(.searchInVain(worker, attempt)) }
            } else {
                if execution.isGranted, isHidden { steps.append(.prepare(worker, attempt)) }
                if !execution.isGranted, now > execution.begunAt { steps.append(.giveUp(worker, attempt)) }
            }
        case .prepared: steps.append(.create(worker, attempt))
        case .sent:
            steps.append(.report(worker, attempt))
            if faults.contains(.lostAnswer) { steps.append(.reportUnknown(worker, attempt)) }
        case .over: break
        }
    }

    private func addFaults(_ steps: inout [ProtocolStep]) {
        if faults.contains(.duplicatePublish), !outbox.isEmpty { steps.append(.publishUnmarked) }
        if faults.contains(.takeover) { steps.append(.takeOver) }
        if faults.contains(.cancel), !guarded.task.state.isTerminal { steps.append(.cancel) }
        if faults.contains(.rebalance), messages.contains(where: { $0.heldBy != nil }) { steps.append(.rebalance) }
        for worker in workers.indices {
            let isBusy = workers[worker].executions.contains { $0.phase != .over }
            if faults.contains(.crash), isBusy { steps.append(.crash(worker)) }
            if faults.contains(.pause), isBusy, !workers[worker].isPaused { steps.append(.pause(worker)) }
            if faults.contains(.lostControl), !workers[worker].control.isEmpty { steps.append(.loseControl(worker)) }
        }
    }
}
