import FleetCore
import JSON
import JobDocument
import Messaging
import Persistence

/// Takes in records of job topics: CloudEvents (binary or structured) and bare JSON. What cannot be read is answered and put aside; the
/// partition goes on.
public struct JobIntake: JobIntaking {
    private let reader: EnvelopeReader
    private let writer: EnvelopeWriter
    private let submissions: SubmissionDesk
    private let commands: CommandDesk
    private let journal: StatusJournal
    private let letters: DeadLetterDesk
    private let clock: any FleetClock
    private let identifiers: IdentifierSource
    private let cluster: @Sendable () -> String

    /// Refusals of documents that any release would utter.
    private static let ofSender: Set<String> = ["tenant_mismatch", "idempotency_key_used"]

    /// - Parameter cluster: the broker's cluster id, or the incarnation of a memory-only one, as it is now.
    public init(_ parts: IntakeParts, writer: EnvelopeWriter, limits: JSONLimits = .standard, cluster: @escaping @Sendable () -> String) {
        self.cluster = cluster
        reader = EnvelopeReader(limits: limits)
        self.writer = writer
        submissions = parts.submissions
        commands = parts.commands
        journal = parts.journal
        letters = parts.letters
        clock = parts.clock
        identifiers = parts.identifiers
    }

    /// Applies one record of a job topic in the transaction that records its offset: a job, a command, or a rejection with its dead letter.
    /// A record that was handled before changes nothing. Never throws for what a sender wrote.
    @discardableResult
    public func take(_ record: Record, in change: any JobControl) throws -> IntakeOutcome {
        let transaction = change.transaction
        let cluster = cluster()
        guard let tenant = FleetTopics.tenant(ofJobTopic: record.source.topic) else {
            guard FleetTopics.isMisnamedJobTopic(record.source.topic) else {
                throw FleetError("not_a_job_topic", .bug, "\(record.source.topic) is no job topic")
            }
            return try takeMisnamed(record, cluster: cluster, in: transaction)
        }
        // What was played again is a message of its own: under its former identity it was handled, and would be passed over.
        let replay = ReplayMark(record.headers)
        let message: ReceivedMessage
        do {
            message = try read(record)
        } catch let error as FleetError where error.disposition == .rejected {
            let identity = replay.map { "\(tenant)/" + MessageIdentity($0).rawValue } ?? MessageIdentity(of: record, cluster: cluster).rawValue
            guard try transaction.recordMessage(InboxRow(messageID: identity, tenant: tenant, handledAt: clock.wallTime())) else {
                return .neutral
            }
            try reject(error, record, nil, tenant, idempotencyKey: nil, labels: [:], in: transaction)
            return .neutral
        }
        // The tenant is part of the identity: nobody can use up another one's message ids.
        let identity = "\(tenant)/" + (replay.map { MessageIdentity($0) } ?? MessageIdentity(of: message, in: record, cluster: cluster)).rawValue
        guard try transaction.recordMessage(InboxRow(messageID: identity, tenant: tenant, handledAt: clock.wallTime())) else {
            return .neutral
        }
        let origin = MessageOrigin(record: record, envelope: message.envelope)
        var idempotencyKey: String?
        var labels: JSONObject = [:]
        var isSubmission = false
        do {
            let body = try message.envelope?.json(limits: reader.limits) ?? JSONReader.parse(message.body, limits: reader.limits)
            // The sender recognises its message by the key, whatever else was wrong; a key that is none is left out.
            idempotencyKey = body["idempotency_key"]?.string.flatMap { $0.utf8.count <= 200 ? $0 : nil }
            labels = Self.labels(of: body)
            // What a refused message had already changed is undone; the refusal itself stays.
            let type = try type(of: body, in: message)
            isSubmission = type == .jobSubmit
            try change.nested { try handle(body, type: type, tenant: tenant, origin: origin, in: change) }
        } catch let error as FleetError where error.disposition == .rejected {
            let hinted = SplitDocumentHint.applied(to: error, body: message.body)
            try reject(hinted, record, message.envelope, tenant, idempotencyKey: idempotencyKey, labels: labels, in: transaction)
            return isSubmission && !Self.ofSender.contains(error.code.rawValue) ? .refused(error.code) : .neutral
        }
        return isSubmission ? .accepted : .neutral
    }

    /// Refuses kept commands whose job did not come within the hour; called now and then (once a minute is enough).
    public func sweep(in transaction: StoreTransaction) throws {
        try commands.sweep(in: transaction)
        try letters.sweep(in: transaction)
    }

    /// A document that is too large has one name, whichever way it came.
    private func read(_ record: Record) throws -> ReceivedMessage {
        do { return try reader.message(record) } catch let error as FleetError where error.code == EnvelopeFault.bodyTooLargeCode {
            throw FleetError(
                "json_too_large", .rejected, error.message, hint: "name many sources by fewer patterns, move data into files, or split the job")
        }
    }

    /// The labels of a refused document, as far as they are what labels may be.
    private static func labels(of body: JSONValue) -> JSONObject {
        guard let labels = body["labels"]?.object, labels.count <= 64 else { return [:] }
        let isRight = labels.allSatisfy { member in
            TextRule.free(128).accepts(member.key) && member.value.string.map { TextRule.free(256).accepts($0) } == true
        }
        return isRight ? labels : [:]
    }

    private func handle(
        _ body: JSONValue, type: MessageType, tenant: TenantName, origin: MessageOrigin, in change: any JobControl
    ) throws {
        guard type != .jobSubmit else {
            let sender = SubmissionDesk.Sender(
                tenant: tenant, actor: "topic \(origin.record.source.topic)", request: origin.request, trace: origin.envelope?.trace?.traceparent)
            let receipt = try submissions.submit(try submissions.read(body, of: sender), of: sender, in: change)
            // Whoever sends a job again waits for its status on the topic as well.
            if !receipt.isNew { try journal.republish(receipt.job, in: change.transaction) }
            return
        }
        let command = try command(body, type: type)
        if let asserted = command.tenant, asserted != tenant.rawValue {
            throw FleetError(
                "tenant_mismatch", .rejected, "the command says tenant \(asserted), and it came in for another one", path: "tenant",
                hint: "leave the field out, or send it where that tenant's jobs go")
        }
        try commands.carryOut(
            command, tenant: tenant, actor: "topic \(origin.record.source.topic)", subject: command.job?.rawValue ?? origin.rejectionKey,
            in: change)
    }

    /// In an event the type may say the command alone; where both say it they must agree.
    private func command(_ body: JSONValue, type: MessageType) throws -> Command {
        let verb = String(type.rawValue.dropFirst("modelops.job.".count))
        guard case .object(var object) = body else { return try Command(body) }
        if object["command"] == nil { object["command"] = .string(verb) }
        guard object["command"]?.string == verb else {
            throw FleetError(
                "contradiction", .rejected, "the event's type is \(type.rawValue), and the body says another command", path: "command",
                hint: "leave the field out, or let both say the same")
        }
        return try Command(.object(object))
    }

    private func type(of body: JSONValue, in message: ReceivedMessage) throws -> MessageType {
        guard let envelope = message.envelope else { return try BareBody.type(of: body) }
        switch envelope.messageType {
        case .jobSubmit, .jobCancel, .jobPause, .jobResume, .jobPromote, .jobRollback: return envelope.messageType ?? .jobSubmit
        default:
            throw FleetError(
                "message_type_unknown", .rejected, "the event's type is not one that a job topic takes", path: "ce_type",
                hint: "use \(MessageType.jobSubmit.rawValue), or one of cancel, pause, resume, promote, rollback in its place")
        }
    }

    /// Nobody has a status topic for an answer: the letter is all that is left of the message.
    private func takeMisnamed(_ record: Record, cluster: String, in transaction: StoreTransaction) throws -> IntakeOutcome {
        let row = InboxRow(
            messageID: MessageIdentity(of: record, cluster: cluster).rawValue, tenant: FleetTopics.defaultTenant, handledAt: clock.wallTime())
        if try transaction.recordMessage(row) { try putAside(record, reason: "tenant_name_invalid", in: transaction) }
        return .neutral
    }

    private func putAside(_ record: Record, reason: FleetError.Code, in transaction: StoreTransaction) throws {
        var letter = DeadLetter(record, reason: reason)
        // A letter is kept for a month, and read by others than the sender: the secret must not stand in it.
        if reason == JobCheck.secretCode {
            letter = DeadLetter(
                origin: letter.origin, offset: letter.offset, reason: reason, sha256: letter.sha256, originalBytes: letter.originalBytes,
                key: letter.key, headers: letter.headers, value: [])
        }
        let id = DeadLetter.makeID(identifiers)
        try transaction.enqueue(OutboxRow(letter.record(id: id, writer: writer, clock: clock), job: nil, at: clock.wallTime()))
        try letters.keep(letter, id: id, in: transaction)
    }

    private func reject(
        _ error: FleetError, _ record: Record, _ envelope: Envelope?, _ tenant: TenantName, idempotencyKey: String?,
        labels: JSONObject, in transaction: StoreTransaction
    ) throws {
        let origin = MessageOrigin(record: record, envelope: envelope)
        try journal.rejected(
            error, tenant: tenant, key: origin.rejectionKey, idempotencyKey: idempotencyKey, labels: labels, request: origin.request,
            in: transaction)
        try putAside(record, reason: error.code, in: transaction)
    }
}
