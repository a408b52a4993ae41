import FleetCore

/// The workers, their broker's group, and the provider.
extension ProtocolWorld {
    /// Polls a message. A process that has taken up this attempt before answers as it did then.
    mutating func take(_ worker: Int, _ message: Int, isHeard: Bool) {
        let taken = messages[message]
        if let known = workers[worker].executions.first(where: { $0.fence.attempt == taken.attempt }) {
            messages.remove(at: message)
            return speak(.accepted(known.fence), worker)
        }
        executionCount += 1
        messages[message].heldBy = worker
        let fence = Fence(attempt: taken.attempt, execution: ExecutionID("e\(executionCount)"))
        workers[worker].executions.append(Execution(fence: fence, isSearch: taken.isSearch, isInLog: isHeard, beatenAt: now))
        if isHeard { speak(.accepted(fence), worker) }
    }

    mutating func sayAgain(_ worker: Int, _ attempt: Int) {
        edit(worker, attempt) { $0.isInLog = true }
        if let execution = execution(worker, attempt) { speak(.accepted(execution.fence), worker) }
    }

    mutating func acknowledge(_ worker: Int, _ attempt: Int) {
        settle(worker, attempt)
        let time = now
        edit(worker, attempt) { execution in
            execution.phase = .begun
            execution.begunAt = time
            execution.beatenAt = time
        }
    }

    mutating func readControl(_ worker: Int) {
        switch workers[worker].control.removeFirst() {
        case .grant(let fence): edit(worker, fence.attempt) { if $0.fence == fence { $0.isGranted = true } }
        case .deny(let fence):
            guard let execution = execution(worker, fence.attempt), execution.fence == fence, execution.phase == .begun else { return }
            end(worker, fence.attempt, .interrupted(fence, notSent: true))
        case .stop(let fence, let isCancel):
            guard let execution = execution(worker, fence.attempt), execution.fence == fence, execution.phase != .over else { return }
            settle(worker, fence.attempt)
            // Who was to make a call and certainly made none gives the right to it back; what is fenced says nothing else.
            let notSent = isChargeable && !execution.isSearch && (execution.phase == .said || execution.phase == .begun)
            end(worker, fence.attempt, notSent || isCancel ? .interrupted(fence, notSent: notSent) : nil)
        case .run: break
        }
    }

    /// The permit is there, the search found nothing: the lease is checked last, and who does not hold it gives the permit back.
    mutating func prepare(_ worker: Int, _ attempt: Int) {
        guard let execution = execution(worker, attempt) else { return }
        guard execution.beatenAt == now else { return end(worker, attempt, .interrupted(execution.fence, notSent: true)) }
        edit(worker, attempt) { $0.phase = .prepared }
    }

    mutating func create(_ worker: Int, _ attempt: Int) {
        creates += 1
        if creates > 1 { note(.createdTwice) }
        edit(worker, attempt) { $0.phase = .sent }
        checkMoney()
    }

    mutating func crash(_ worker: Int) {
        workers[worker] = Worker()
        for index in messages.indices where messages[index].heldBy == worker { messages[index].heldBy = nil }
        if owner == worker { handOver() }
    }

    mutating func rebalance() {
        for index in messages.indices { messages[index].heldBy = nil }
        handOver()
    }

    private mutating func handOver() {
        owner = 1 - owner
        generation += 1
    }

    /// A lease's time: who lives and is not paused beats in it, and nobody who is paused does.
    mutating func pass() {
        beatAll()
        now += 1
        for worker in workers.indices {
            for index in workers[worker].executions.indices where workers[worker].executions[index].phase != .over {
                // Nobody is named in a beat before its acceptance is acknowledged.
                if workers[worker].isPaused || workers[worker].executions[index].phase == .said {
                    workers[worker].executions[index].wasSilent = true
                } else {
                    workers[worker].executions[index].beatenAt = now
                }
            }
        }
        // A group's session is shorter than a lease.
        if workers[owner].isPaused { rebalance() }
        deadlines.advance(now: instant, beating: [.train])
    }

    mutating func beatAll() {
        for worker in workers.indices where !workers[worker].isPaused {
            let fences = workers[worker].executions.filter(\.isWorking).map(\.fence)
            let voice = unread.indices.contains(worker) ? worker : 0
            unread[voice].append(
                Spoken(said: .beat(fences, worker: worker, isOwner: worker == owner, generation: generation), at: now))
        }
    }

    mutating func end(_ worker: Int, _ attempt: Int, _ said: Said?) {
        edit(worker, attempt) { execution in
            execution.phase = .over
            execution.isGranted = false
        }
        if let said { speak(said, worker) }
    }

    mutating func speak(_ said: Said, _ worker: Int) {
        var voice = worker
        if case .accepted = said, !rules.contains(.oneVoicePerWorker) { voice = Self.secondVoice }
        unread[voice].append(Spoken(said: said, at: now))
    }

    func execution(_ worker: Int, _ attempt: Int) -> Execution? { workers[worker].executions.first { $0.fence.attempt == attempt } }

    /// The offset behind the message is committed.
    private mutating func settle(_ worker: Int, _ attempt: Int) {
        messages.removeAll { $0.heldBy == worker && $0.attempt == attempt }
    }

    private mutating func edit(_ worker: Int, _ attempt: Int, _ body: (inout Execution) -> Void) {
        guard let index = workers[worker].executions.firstIndex(where: { $0.fence.attempt == attempt }) else { return }
        body(&workers[worker].executions[index])
    }
}
