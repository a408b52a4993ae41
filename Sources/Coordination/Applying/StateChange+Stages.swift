import FleetCore
import JSON
import Persistence

/// Stages: planning what follows, in the same transaction as what it follows from, so that a fan-in cannot be missed.
extension StateChange {
    /// A task is over: its stage goes on, or fails.
    func ended(_ task: TaskRow, report: TaskReport) throws {
        guard let stage = try transaction.stage(task.stage, of: task.job) else { return }
        switch task.state {
        case .completed:
            if !report.spawned.isEmpty, try job(task.job).state != .cancelling {
                let needs = try Self.list(task.needs, "what the task \(task.id) needs")
                let planned = report.spawned.map { PlannedTask(kind: task.kind, step: $0.step, input: $0.input, needs: needs) }
                try add(planned, to: stage)
                try apply(.tasksAdded(planned.count), to: stage.stage, of: task.job, cause: "tasks added")
            }
            try apply(.taskCompleted, to: stage.stage, of: task.job, cause: "task completed")
        case .failed: try fail(stage.stage, of: task.job, error: task.error, cause: "task failed")
        case .queued, .dispatched, .accepted, .snoozed, .cancelled: break
        }
        try closeIfIdle(task.job)
    }

    /// A stage that cannot go on takes its job with it.
    func fail(_ stage: StageKind, of id: JobID, error: String?, cause: String) throws {
        let state = try transaction.stage(stage, of: id)?.state
        guard state?.isTerminal == false else { return }
        // Before the stage moves: its end may be the job's.
        var row = try job(id)
        if row.state != .cancelling, !row.state.isTerminal {
            row.error = row.error ?? error
            jobs[id] = row
        }
        try apply(.taskFailed, to: stage, of: id, cause: cause, error: error)
        try failJob(id, error: error, cause: "\(stage.rawValue) failed")
    }

    /// Moves a stage and does what follows.
    func apply(
        _ event: StageMachine.Event, to kind: StageKind, of id: JobID, cause: String, error: String? = nil, output: JSONValue? = nil
    ) throws {
        guard var row = try transaction.stage(kind, of: id) else { return }
        let before = row.state
        var machine = StageMachine(state: row.state, remaining: row.remaining)
        let actions = machine.apply(event)
        row.state = machine.state
        row.remaining = machine.remaining
        if let error { row.error = error }
        if let output { row.output = JSONWriter.canonical.text(output) }
        if row.state == .ready, row.startedAt == nil { row.startedAt = now }
        if row.state.isTerminal { row.finishedAt = now }
        try transaction.update(row)
        if row.state != before {
            var job = try job(id)
            try surroundings.journal.moved(row, of: &job, from: before, cause: cause, in: transaction)
            surroundings.failpoints.hit(.stageMoved)
            jobs[id] = job
        }
        for action in actions {
            switch action {
            case .begin: try plan(kind, of: id, isFirst: true)
            case .proceed: try plan(kind, of: id, isFirst: false)
            case .over:
                try settleMoney(of: kind, in: id)
                // Before what follows is planned: it works on a dataset version that stands.
                if kind.validates, try isValidated(id) {
                    try move(id, .started, cause: "the dataset version stands", actor: "coordinator")
                }
                try unblockStages(of: id)
            }
        }
    }

    /// Plans the first or the next step of a stage. What the planner cannot do fails the stage, never the coordinator.
    private func plan(_ kind: StageKind, of id: JobID, isFirst: Bool) throws {
        let step: StageStep
        do {
            step = try nextStep(kind, of: id, isFirst: isFirst)
        } catch let error as FleetError where !error.disposition.isRetryable && error.disposition != .fatal {
            return try fail(kind, of: id, error: try Self.text(of: error), cause: "planning failed")
        }
        switch step {
        case .done(let output): try apply(.done, to: kind, of: id, cause: "all tasks are done", output: output)
        case .skipped(let reason): try apply(.skipped, to: kind, of: id, cause: reason)
        case .undone: try apply(.cancelled, to: kind, of: id, cause: "what it had begun elsewhere is ended")
        case .tasks(let planned):
            // A job that is being cancelled begins nothing; what it has completed is recorded as what it is.
            if try job(id).state == .cancelling {
                if try !undo(kind, of: id) { try apply(.cancelled, to: kind, of: id, cause: "cancelled") }
                return
            }
            guard !planned.isEmpty, let stage = try transaction.stage(kind, of: id) else {
                let error = FleetError("empty_step", .bug, "the planner gave a step of \(kind.rawValue) without tasks")
                return try fail(kind, of: id, error: try Self.text(of: error), cause: "planning failed")
            }
            do {
                try add(planned, to: stage)
            } catch let error as FleetError where error.code == Self.inputTooLarge {
                return try fail(kind, of: id, error: try Self.text(of: error), cause: "planning failed")
            }
            try apply(.planned(planned.count), to: kind, of: id, cause: planned[0].step)
        }
    }

    private func nextStep(_ kind: StageKind, of id: JobID, isFirst: Bool) throws -> StageStep {
        if let step = try inventoryStep(of: id, isFirst: isFirst) { return step }
        let job = try job(id)
        let outputs = try stageOutputs(of: id)
        if kind.work == nil { return try surroundings.planner.perform(kind, job: job, outputs: outputs, in: transaction) }
        let document = try document(of: job)
        if isFirst { return try surroundings.planner.begin(kind, document: document, outputs: outputs) }
        return try surroundings.planner.proceed(
            kind, document: document, outputs: outputs, finished: try finishedSteps(of: kind, in: id))
    }

    func finishedSteps(of kind: StageKind, in id: JobID) throws -> [StepOutput] {
        try transaction.outputs(of: id, stage: kind).map { task in
            StepOutput(step: task.step, output: try task.output.map { try JSONReader.parse($0) } ?? .null)
        }
    }

    func stageOutputs(of id: JobID) throws -> [StageKind: JSONValue] {
        var outputs: [StageKind: JSONValue] = [:]
        for stage in try transaction.stages(of: id) where stage.state == .succeeded {
            outputs[stage.stage] = try stage.output.map { try JSONReader.parse($0) } ?? .null
        }
        return outputs
    }

    /// Makes stages ready whose predecessors are over, and ends the job when none is left.
    func unblockStages(of id: JobID) throws {
        let stages = try transaction.stages(of: id)
        let isGoing = try job(id).state != .cancelling
        let over = Set(stages.filter { $0.state == .succeeded || $0.state == .skipped }.map(\.stage))
        if isGoing, !stages.contains(where: { $0.state == .failed }) {
            for stage in stages where stage.state == .pending {
                let waitsFor = try Self.list(stage.waitsFor, "what the stage \(stage.stage.rawValue) of \(id) waits for")
                guard waitsFor.allSatisfy({ name in over.contains { $0.rawValue == name } }) else { continue }
                // Read again: what was made ready before may have been done at once, and this one with it.
                guard try transaction.stage(stage.stage, of: id)?.state == .pending else { continue }
                try apply(.unblocked, to: stage.stage, of: id, cause: "what it waits for is done")
            }
        }
        try closeIfIdle(id)
    }

    func add(_ planned: [PlannedTask], to stage: StageRow) throws {
        let job = try job(stage.job)
        var ordinal = try transaction.taskCount(of: stage.job, stage: stage.stage)
        for plan in planned {
            let input = JSONWriter.canonical.text(plan.input)
            try Self.check(inputBytes: input.utf8.count, of: plan)
            let id = WorkTaskID(surroundings.identifiers.make("task_"))
            var row = TaskRow(
                id: id, job: stage.job, tenant: job.tenant, stage: stage.stage, kind: plan.kind, step: plan.step, ordinal: ordinal,
                input: input, createdAt: now)
            row.needs = JSONWriter.canonical.text(.array(plan.needs.map(JSONValue.string)))
            row.priority = job.priority
            row.isHeld = job.pauseRequested && job.state != .cancelling
            if let charge = plan.charge { try addPermit(charge, to: &row, job: job) }
            try transaction.insert(row)
            ordinal += 1
        }
        wakeDispatcher()
    }

    /// A task's message has room for its input beside its checkpoint and its names.
    static let mostInputBytes = 480 * 1024
    private static let inputTooLarge: FleetError.Code = "task_input_too_large"

    private static func check(inputBytes count: Int, of plan: PlannedTask) throws {
        guard count > mostInputBytes else { return }
        throw FleetError(
            inputTooLarge, .permanent, "the input of a task of the step \(plan.step) has \(count) bytes, and \(mostInputBytes) is the most",
            hint: "name large data by their URIs")
    }

    /// The intent's key is the same for ever: the task and the number of the create.
    private func addPermit(_ charge: Money, to row: inout TaskRow, job: JobRow) throws {
        let intent = IntentKey("\(row.id)-1")
        row.intentKey = intent
        row.createNumber = 1
        row.chargeMicros = charge.micros
        row.chargeCurrency = charge.currency
        try transaction.insert(
            PermitRow(
                intentKey: intent, job: row.job, task: row.id, tenant: row.tenant, createNumber: 1, state: PermitState.none.rawValue,
                currency: charge.currency, createdAt: now))
    }

    /// A column that holds a list of texts.
    /// - Parameter what: whose list, for the error.
    /// - Throws: `FleetError` `list_damaged` (permanent): what is read as shorter than it is would begin too early, or where it cannot be done.
    static func list(_ text: String, _ what: @autoclosure () -> String) throws -> [String] {
        // That it is damaged is said below; what the parser finds would quote the column.
        let elements = (try? JSONReader.parse(text))?.array
        let texts = elements?.compactMap(\.string)
        guard let texts, texts.count == elements?.count else {
            throw FleetError(
                "list_damaged", .permanent, "\(what()) cannot be read in the state store: another release wrote it, or a person",
                hint: "run the job again; where it happens again, restore a backup")
        }
        return texts
    }
}
