import FleetCore
import JSON
import Messaging
import Persistence

/// One change of state: a transaction, and what follows from it. Every move of a job, stage, task or permit goes through here,
/// but a job's first ones, from its birth until it is checked: those are written where it is made (`SubmissionDesk`).
///
/// Made anew for each run of a transaction's body and used by one thread; it must not leave the body. `effects` are applied after COMMIT.
public final class StateChange: JobControl {
    public let transaction: StoreTransaction
    public let surroundings: ChangeSurroundings
    /// The reign that writes.
    public let term: Term
    public internal(set) var effects: [ChangeEffect] = []
    /// Rows that this change has locked, as they are now.
    var jobs = ChangedJobs()
    private var documents: [JobID: (text: String, value: JSONValue)] = [:]

    public init(transaction: StoreTransaction, surroundings: ChangeSurroundings, term: Term) {
        self.transaction = transaction
        self.surroundings = surroundings
        self.term = term
    }

    public func nested<Value>(_ body: () throws -> Value) throws -> Value {
        let before = effects.count
        jobs.beginPart()
        do {
            let value = try transaction.nested(body)
            jobs.endPart()
            return value
        } catch {
            effects.removeSubrange(before...)
            jobs.undoPart()
            throw error
        }
    }

    public var now: Timestamp { surroundings.clock.wallTime() }

    /// The job, locked: the first step of every change that concerns it.
    /// - Throws: `FleetError` `job_unknown` (rejected).
    public func job(_ id: JobID) throws -> JobRow {
        if let known = jobs[id] { return known }
        guard let row = try transaction.lockJob(id) else {
            throw FleetError("job_unknown", .rejected, "there is no job \(id)", hint: "`modelops jobs list` shows all")
        }
        jobs[id] = row
        return row
    }

    /// What the job was sent with; read once.
    func document(of job: JobRow) throws -> JSONValue {
        if let known = documents[job.id], known.text == job.document { return known.value }
        let value = try JSONReader.parse(job.document)
        documents[job.id] = (job.document, value)
        return value
    }

    /// Says that a task has come or ended whose readiness others may wait for.
    func wakeDispatcher() { effects.append(.workReady) }

    /// Moves the job, where the event means something in its state, and tells the journal.
    @discardableResult
    func move(_ id: JobID, _ event: JobMachine.Event, cause: String, actor: String, _ edit: (inout JobRow) -> Void = { _ in }) throws -> Bool {
        var row = try job(id)
        var machine = JobMachine(state: row.state, isValidated: try isValidated(id))
        guard let before = machine.apply(event) else { return false }
        row.state = machine.state
        if row.state != .waiting {
            row.waitingReason = nil
            row.waitingUntil = nil
            row.waitingFrees = nil
        }
        if row.state.isTerminal {
            row.finishedAt = now
            try transaction.deleteTimer(kind: TimerKind.jobTimeout, subject: id.rawValue)
        }
        edit(&row)
        row.updatedAt = now
        try surroundings.journal.moved(&row, from: before, cause: cause, actor: actor, in: transaction)
        jobs[id] = row
        surroundings.failpoints.hit(.jobMoved)
        return true
    }

    /// Whether what the job works on is known to be usable: every stage that finds that out is over, and well.
    func isValidated(_ id: JobID) throws -> Bool {
        let stages = try transaction.stages(of: id)
        return !stages.isEmpty && stages.allSatisfy { !$0.stage.validates || $0.state == .succeeded || $0.state == .skipped }
    }

    /// Records a move of a task or permit.
    func record(_ entity: String, _ id: String, from: String?, to: String, cause: String, job: JobRow) throws {
        try transaction.append(
            HistoryRow(
                tenant: job.tenant, job: job.id, entity: entity, entityID: id, fromState: from, toState: to, cause: cause, actor: "coordinator",
                term: term, at: now))
    }

    /// A message to be forwarded once this is committed.
    func send(_ record: OutgoingRecord, job: JobID?) throws { try transaction.enqueue(OutboxRow(record, job: job, at: now)) }
}
