import FleetCore
import JSON
import Messaging
import Persistence

/// Writes what happens to jobs into the outbox of the same transaction: the newest snapshot to the status topic, every transition to the
/// event topic, and a row of history.
public struct StatusJournal: JobJournal {
    private let clock: any FleetClock
    private let writer: EnvelopeWriter
    private let throttle: ProgressThrottle

    /// - Parameter writer: speaks as the coordinator.
    public init(clock: any FleetClock, writer: EnvelopeWriter) {
        self.clock = clock
        self.writer = writer
        throttle = ProgressThrottle(clock: clock)
    }

    public func moved(_ job: inout JobRow, from: JobState, cause: String, actor: String, in transaction: StoreTransaction) throws {
        try append("job", job.id.rawValue, of: job, from: from.rawValue, to: job.state.rawValue, cause, actor, transaction)
        try publish(&job, in: transaction)
        if job.state.isTerminal { throttle.forget(job.id) }
        let body: JSONObject = [
            "schema": "modelops.event/v1", "job_id": .string(job.id.rawValue), "revision": .integer(job.revision), "from": .string(from.rawValue),
            "state": .string(job.state.rawValue), "cause": .string(cause), "actor": .string(actor), "labels": try JSONReader.parse(job.labels),
        ]
        try enqueue(body, type: "modelops.job.\(job.state.rawValue)", of: job, topic: FleetTopics.events(of: job.tenant), in: transaction)
    }

    public func moved(_ stage: StageRow, of job: inout JobRow, from: StageState, cause: String, in transaction: StoreTransaction) throws {
        try append("stage", stage.stage.rawValue, of: job, from: from.rawValue, to: stage.state.rawValue, cause, "coordinator", transaction)
        let former = job.currentStage
        if stage.state == .running { job.currentStage = stage.stage }
        if job.currentStage != former { try publish(&job, in: transaction) } else { try transaction.update(job) }
        let body: JSONObject = [
            "schema": "modelops.event/v1", "job_id": .string(job.id.rawValue), "stage": .string(stage.stage.rawValue),
            "from": .string(from.rawValue), "state": .string(stage.state.rawValue), "cause": .string(cause),
        ]
        try enqueue(body, type: "modelops.stage.\(stage.state.rawValue)", of: job, topic: FleetTopics.events(of: job.tenant), in: transaction)
    }

    public func progressed(_ job: inout JobRow, in transaction: StoreTransaction) throws {
        let stored = try transaction.job(job.id)
        let isNewReason = stored?.waitingReason != job.waitingReason || stored?.waitingFrees != job.waitingFrees
        if isNewReason || throttle.allows(job.id) { try publish(&job, in: transaction) } else { try transaction.update(job) }
    }

    public func event(_ type: String, tenant: TenantName, subject: String, body: String, in transaction: StoreTransaction) throws {
        let envelope = try writer.envelope(try JSONReader.parse(body), typeName: type, subject: subject)
        let record = EnvelopeWriter.record(envelope, topic: FleetTopics.events(of: tenant), key: subject)
        try transaction.enqueue(OutboxRow(record, job: nil, at: clock.wallTime()))
    }

    /// Sends the newest snapshot of a job again, as it is: for a status topic that lost it, or that a deposed coordinator wrote to.
    public func republish(_ job: JobRow, in transaction: StoreTransaction) throws {
        try enqueue(
            try StatusSnapshot.of(job), type: "modelops.job.\(job.state.rawValue)", of: job, topic: FleetTopics.status(of: job.tenant),
            in: transaction)
    }

    /// Tells the sender of a message that became no job why: on the status topic under a key of the message's own, and as an event.
    /// - Parameter key: `req_TOPIC-PARTITION-OFFSET`.
    public func rejected(
        _ error: FleetError, tenant: TenantName, key: String, idempotencyKey: String?, labels: JSONObject = [:], request: JSONValue,
        in transaction: StoreTransaction
    ) throws {
        let body = StatusSnapshot.rejected(error, idempotencyKey: idempotencyKey, labels: labels, request: request)
        for topic in [FleetTopics.status(of: tenant), FleetTopics.events(of: tenant)] {
            let envelope = try writer.envelope(JSONValue.object(body), typeName: "modelops.job.rejected", subject: key)
            try transaction.enqueue(OutboxRow(EnvelopeWriter.record(envelope, topic: topic, key: key), job: nil, at: clock.wallTime()))
        }
    }

    /// Steps of one change are seen together or not at all, so the snapshot is made once, of how the job stands at the change's end. That it is
    /// accepted is said by itself: senders wait for `submitted`.
    private func publish(_ job: inout JobRow, in transaction: StoreTransaction) throws {
        job.revision += 1
        job.updatedAt = clock.wallTime()
        try transaction.update(job)
        if job.state == .submitted { return try republish(job, in: transaction) }
        let id = job.id
        try transaction.atEnd("snapshot of \(id)") { transaction in
            guard let job = try transaction.job(id) else { return }
            try republish(job, in: transaction)
        }
    }

    private func enqueue(_ body: JSONObject, type: String, of job: JobRow, topic: String, in transaction: StoreTransaction) throws {
        let trace = job.trace.flatMap { TraceContext(traceparent: $0) }
        let envelope = try writer.envelope(
            JSONValue.object(body), typeName: type, subject: job.id.rawValue, routing: EnvelopeRouting(job: job.id), trace: trace)
        let record = EnvelopeWriter.record(envelope, topic: topic, key: job.id.rawValue)
        try transaction.enqueue(OutboxRow(record, job: job.id, at: clock.wallTime()))
    }

    private func append(
        _ entity: String, _ id: String, of job: JobRow, from: String, to: String, _ cause: String, _ actor: String,
        _ transaction: StoreTransaction
    ) throws {
        try transaction.append(
            HistoryRow(
                tenant: job.tenant, job: job.id, entity: entity, entityID: id, fromState: from, toState: to, cause: cause, actor: actor,
                term: transaction.term ?? Term(0), at: clock.wallTime()))
    }
}
