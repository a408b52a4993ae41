import Crypto
import FleetCore
import Messaging
import Persistence

/// Keeps account of dead letters: what was put aside is known durably, can be played again once, or put away.
///
/// What the coordinator itself refuses is kept in the transaction that refuses it; the workers' letters are read from the topic. Both ways
/// lead to one letter, since its id is the message's.
struct DeadLetterDesk: Sendable {
    let limits: DeadLetterLimits
    let clock: any FleetClock

    private static let forgottenAtOnce = 200

    /// Keeps a letter; one that is known changes nothing.
    func keep(_ letter: DeadLetter, id: String, in transaction: StoreTransaction) throws {
        let (tenant, job) = try owner(of: letter, in: transaction)
        let row = DeadLetterRow(
            id: id, tenant: tenant, topic: letter.origin.topic, partition: letter.origin.partition, offset: letter.offset,
            reason: letter.reason.rawValue, sha256: letter.sha256, originalBytes: letter.originalBytes, keptBytes: letter.value.count,
            preview: MaskedPreview.text(letter.value), attempt: letter.attempt, replayOf: letter.mark?.letter, job: job,
            createdAt: clock.wallTime())
        let content = DeadLetterContentRow(id: id, key: letter.key, headers: HeaderText.write(letter.headers), body: letter.value)
        try transaction.keep(row, content, atMost: limits.letters, bytes: limits.bytes)
    }

    /// Keeps what stands in a record of the dead-letter topic; a record that is no letter is passed over.
    func take(_ record: Record, in transaction: StoreTransaction) throws {
        guard let letter = DeadLetter(reading: record) else { return }
        try keep(letter, id: DeadLetter.id(of: record), in: transaction)
    }

    /// Sends a letter's message to its topic again: once. Asking again changes nothing.
    /// - Parameters:
    ///   - body: in the place of the message's.
    ///   - isBare: leaves out the message's own headers.
    /// - Returns: the letter, and whether it is sent by this call.
    /// - Throws: `FleetError` (rejected) `dead_letter_unknown`, `dead_letter_not_replayable`, `dead_letter_replayed`, `dead_letter_truncated`.
    func replay(
        _ id: String, tenant: TenantName, body: [UInt8]?, isBare: Bool, by actor: String, in transaction: StoreTransaction
    ) throws -> (letter: DeadLetterRow, isSent: Bool) {
        var (row, letter) = try find(id, tenant: tenant, in: transaction)
        guard FleetTopics.tenant(ofJobTopic: row.topic) != nil else {
            throw FleetError(
                "dead_letter_not_replayable", .rejected, "a message of \(row.topic) is not played again: the fleet has gone on without it",
                hint: "its attempt was given up or failed when the message was put aside; look at the job")
        }
        let value = body ?? letter.value
        let mark = Self.replayNote(SHA256.digest(of: value).hex, isBare: isBare)
        if row.state == .replayed {
            guard body == nil || row.note?.hasSuffix(mark) == true else {
                throw FleetError(
                    "dead_letter_replayed", .rejected, "the letter was played again already, with another body",
                    hint: "what came of it is another letter, or a job: list the letters")
            }
            return (row, false)
        }
        try transaction.enqueue(OutboxRow(try letter.replay(id: id, body: body, isBare: isBare), job: nil, at: clock.wallTime()))
        try move(&row, to: .replayed, note: "\(actor): \(mark)", cause: body == nil ? "played again" : "played again with another body", actor, transaction)
        return (row, true)
    }

    /// Puts a letter away: nothing is to be done about it.
    /// - Throws: `FleetError` (rejected) `dead_letter_unknown`, `state_conflict`.
    func park(_ id: String, tenant: TenantName, reason: String, by actor: String, in transaction: StoreTransaction) throws -> DeadLetterRow {
        var (row, _) = try find(id, tenant: tenant, in: transaction)
        if row.state == .parked { return row }
        guard row.state == .new else {
            throw FleetError("state_conflict", .rejected, "the letter is \(row.state.rawValue): there is nothing to put away")
        }
        try move(&row, to: .parked, note: "\(actor): \(reason)", cause: reason, actor, transaction)
        return row
    }

    /// Lets go of what is too old.
    func sweep(in transaction: StoreTransaction) throws {
        let before = Timestamp(milliseconds: clock.wallTime().milliseconds - limits.age.inMilliseconds)
        try transaction.forgetDeadLetters(before: before, limit: Self.forgottenAtOnce)
    }

    /// The letter with its bytes, for those of its tenant.
    func find(_ id: String, tenant: TenantName, in transaction: StoreTransaction) throws -> (row: DeadLetterRow, letter: DeadLetter) {
        guard let row = try transaction.deadLetter(id), row.tenant == tenant, let content = try transaction.deadLetterContent(id) else {
            throw FleetError("dead_letter_unknown", .rejected, "there is no such dead letter", hint: "`modelops dlq list` shows all")
        }
        let letter = DeadLetter(
            origin: TopicPartition(topic: row.topic, partition: row.partition), offset: row.offset, reason: FleetError.Code(rawValue: row.reason),
            sha256: row.sha256, originalBytes: row.originalBytes, key: content.key, headers: try HeaderText.read(content.headers),
            value: content.body)
        return (row, letter)
    }

    /// The topic says the tenant; where it carries messages of all tenants, the job that the headers name does. What nobody owns is the
    /// default tenant's.
    private func owner(of letter: DeadLetter, in transaction: StoreTransaction) throws -> (TenantName, JobID?) {
        if let tenant = FleetTopics.tenant(ofJobTopic: letter.origin.topic) { return (tenant, nil) }
        let named = letter.headers.first { $0.name == "ce_job" }.map { JobID(String(decoding: $0.value, as: UTF8.self)) }
        guard let named, let job = try transaction.job(named) else { return (FleetTopics.defaultTenant, nil) }
        return (job.tenant, job.id)
    }

    private func move(
        _ row: inout DeadLetterRow, to state: DeadLetterState, note: String, cause: String, _ actor: String, _ transaction: StoreTransaction
    ) throws {
        let now = clock.wallTime()
        try transaction.append(
            HistoryRow(
                tenant: row.tenant, entity: "dead_letter", entityID: row.id, fromState: row.state.rawValue, toState: state.rawValue, cause: cause,
                actor: actor, term: transaction.term ?? Term(0), at: now))
        row.state = state
        row.note = note
        row.updatedAt = now
        try transaction.update(row)
    }

    private static func replayNote(_ digest: String, isBare: Bool) -> String { "sent \(isBare ? "bare " : "")sha256 \(digest)" }
}
