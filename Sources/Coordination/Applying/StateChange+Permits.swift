import FleetCore
import Messaging
import Persistence

/// Permits: what their machine decides is written and answered.
extension StateChange: PermitResolving {
    /// Writes what the permit has become.
    func follow(_ machine: PermitMachine?, row: inout PermitRow?, cause: String, job: JobRow) throws {
        guard let machine, var permit = row, permit.machine != machine else { return }
        let before = permit.state
        permit.take(machine)
        permit.updatedAt = now
        try transaction.update(permit)
        if before != permit.state {
            try record("permit", permit.intentKey.rawValue, from: before, to: permit.state, cause: cause, job: job)
            surroundings.failpoints.hit(.permitMoved)
        }
        row = permit
    }

    func perform(_ action: PermitMachine.Action, permit: PermitRow?, task: TaskRow, report: TaskReport) throws {
        guard let permit else { return }
        switch action {
        case .grant(let fence): try answer(.permitGranted, fence, reason: nil, permit: permit, task: task)
        case .deny(let fence, let reason): try answer(.permitDenied, fence, reason: reason, permit: permit, task: task)
        case .settle: try found(permit, task: task, report: report)
        case .release: try account(permit, spent: 0)
        case .review: try disputed(permit, task: task, report: report)
        case .search: break
        }
    }

    private func answer(_ type: MessageType, _ fence: Fence, reason: String?, permit: PermitRow, task: TaskRow) throws {
        let token = ExecutionToken(task: task.id, attempt: fence.attempt, execution: fence.execution)
        let body = PermitAnswer(
            fleet: surroundings.fleet, term: term, token: token, intent: permit.intentKey, createNumber: permit.createNumber, reason: reason)
        let routing = EnvelopeRouting(fleet: surroundings.fleet, token: token, term: term, job: task.job)
        try send(
            try surroundings.codec.encode(body, type: type, topic: FleetTopics.control, key: fence.execution.rawValue, routing: routing),
            job: task.job)
    }

    /// Reserves what a chargeable task may cost, once per intent. Called under the job's lock.
    /// - Returns: false when the budget does not reach: then the job waits, with that reason.
    func reserveBudget(for task: TaskRow) throws -> Bool {
        guard let intent = task.intentKey, var permit = try transaction.permit(intent), permit.machine.state == .none else { return true }
        var row = try job(task.job)
        let charge = task.chargeMicros ?? 0
        if let budget = row.budgetMicros {
            let isSameCurrency = task.chargeCurrency == nil || row.budgetCurrency == nil || task.chargeCurrency == row.budgetCurrency
            guard isSameCurrency, row.reservedMicros + row.spentMicros + charge <= budget else { return false }
        }
        row.reservedMicros += charge
        try transaction.update(row)
        jobs[row.id] = row
        var machine = permit.machine
        _ = machine.apply(.budgetReserved)
        permit.take(machine)
        permit.reservedMicros = charge
        permit.updatedAt = now
        try transaction.update(permit)
        try record("permit", intent.rawValue, from: PermitState.none.rawValue, to: permit.state, cause: "budget reserved", job: row)
        return true
    }

    /// A person says of an intent in review whether its object exists, and as what.
    /// - Throws: `FleetError` `permit_unknown`, `state_conflict` (rejected).
    public func resolvePermit(_ intent: IntentKey, remoteID: String?, by actor: String, reason: String) throws {
        guard var permit = try transaction.permit(intent) else {
            throw FleetError("permit_unknown", .rejected, "there is no permit \(intent)", hint: "`modelops permits list` shows all")
        }
        guard permit.machine.state == .needsReview else {
            throw FleetError("state_conflict", .rejected, "the permit \(intent) is \(permit.state): there is nothing to decide")
        }
        permit.remoteID = remoteID
        permit.note = "\(actor): \(reason)"
        try transaction.update(permit)
        try apply(.resolved(exists: remoteID != nil), to: permit.task, TaskReport(cause: "resolved by \(actor): \(reason)"))
    }
}
