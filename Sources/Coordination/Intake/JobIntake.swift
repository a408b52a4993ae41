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

    /// Reads a record of a job topic. Never throws for what a sender wrote: that is answered when its turn comes.
    public func read(_ record: Record) -> IntakeMessage {
        let cluster = cluster()
        let bare = MessageIdentity(of: record, cluster: cluster).rawValue
        guard let tenant = FleetTopics.tenant(ofJobTopic: record.source.topic) else {
            let error = FleetError("not_a_job_topic", .bug, "\(record.source.topic) is no job topic")
            return IntakeMessage(record, tenant: nil, identity: bare, content: .failure(error))
        }
        // What was played again is a message of its own: under its former identity it was handled, and would be passed over.
        let replay = ReplayMark(record.headers).map { "\(tenant)/" + MessageIdentity($0).rawValue }
        do {
            let message = try message(record)
            // The tenant is part of the identity: nobody can use up another one's message ids.
            let identity = replay ?? "\(tenant)/" + MessageIdentity(of: message, in: record, cluster: cluster).rawValue
            return IntakeMessage(record, tenant: tenant, identity: identity, content: .success(content(of: message, record, tenant)))
        } catch {
            return IntakeMessage(record, tenant: tenant, identity: replay ?? bare, content: .failure(Self.cause(error)))
        }
    }

    /// Asks at once what taking these messages will ask of the store.
    public func prefetch(_ messages: [IntakeMessage], in transaction: StoreTransaction) throws {
        try transaction.prefetch(messages: messages.map(\.identity), keys: messages.compactMap(\.key))
    }

    /// Applies one message in the transaction that records its offset: a job, a command, or a rejection with its dead letter.
    /// A message that was handled before changes nothing. Never throws for what a sender wrote.
    @discardableResult
    public func take(_ message: IntakeMessage, in change: any JobControl) throws -> IntakeOutcome {
        let transaction = change.transaction
        guard let tenant = message.tenant else {
            if FleetTopics.isMisnamedJobTopic(message.record.source.topic) { return try takeMisnamed(message, in: transaction) }
            throw message.content.failure ?? FleetError("not_a_job_topic", .bug, "\(message.record.source.topic) is no job topic")
        }
        if let error = message.content.failure, error.disposition != .rejected { throw error }
        guard try transaction.recordMessage(InboxRow(messageID: message.identity, tenant: tenant, handledAt: clock.wallTime())) else {
            return .neutral
        }
        let content: IntakeMessage.Content
        switch message.content {
        case .success(let read): content = read
        case .failure(let error):
            try reject(error, message, nil, tenant, in: transaction)
            return .neutral
        }
        do {
            // What a refused message had already changed is undone; the refusal itself stays.
            try change.nested { try carryOut(try content.demand.get(), tenant: tenant, origin: message.origin, in: change) }
        } catch let error as FleetError where error.disposition == .rejected {
            let hinted = SplitDocumentHint.applied(to: error, body: content.body)
            try reject(hinted, message, content, tenant, in: transaction)
            return content.isSubmission && !Self.ofSender.contains(error.code.rawValue) ? .refused(error.code) : .neutral
        }
        return content.isSubmission ? .accepted : .neutral
    }

    /// Refuses kept commands whose job did not come within the hour; called now and then (once a minute is enough).
    public func sweep(in transaction: StoreTransaction) throws {
        try commands.sweep(in: transaction)
        try letters.sweep(in: transaction)
    }

    private static func cause(_ error: any Error) -> FleetError { error as? FleetError ?? FleetError.wrapping(error, during: "reading a message") }

    /// A document that is too large has one name, whichever way it came.
    private func message(_ record: Record) throws -> ReceivedMessage {
        do { return try reader.message(record) } catch let error as FleetError where error.code == EnvelopeFault.bodyTooLargeCode {
            throw FleetError(
                "json_too_large", .rejected, error.message, hint: "name many sources by fewer patterns, move data into files, or split the job")
        }
    }

    private func content(of message: ReceivedMessage, _ record: Record, _ tenant: TenantName) -> IntakeMessage.Content {
        var content = IntakeMessage.Content(
            envelope: message.envelope, body: message.body, demand: .failure(FleetError("unread", .bug, "a message was not read")))
        do {
            let body = try message.envelope?.json(limits: reader.limits) ?? JSONReader.parse(message.body, limits: reader.limits)
            content.idempotencyKey = body["idempotency_key"]?.string.flatMap { $0.utf8.count <= 200 ? $0 : nil }
            content.labels = Self.labels(of: body)
            let type = try type(of: body, in: message)
            content.isSubmission = type == .jobSubmit
            content.demand = .success(try demand(body, type: type, sender(MessageOrigin(record: record, envelope: message.envelope), tenant)))
        } catch {
            content.demand = .failure(Self.cause(error))
        }
        return content
    }

    /// The labels of a refused document, as far as they are what labels may be.
    private static func labels(of body: JSONValue) -> JSONObject {
        guard let labels = body["labels"]?.object, labels.count <= 64 else { return [:] }
        let isRight = labels.allSatisfy { member in
            TextRule.free(128).accepts(member.key) && member.value.string.map { TextRule.free(256).accepts($0) } == true
        }
        return isRight ? labels : [:]
    }

    private func sender(_ origin: MessageOrigin, _ tenant: TenantName) -> SubmissionDesk.Sender {
        SubmissionDesk.Sender(
            tenant: tenant, actor: "topic \(origin.record.source.topic)", request: origin.request, trace: origin.envelope?.trace?.traceparent)
    }

    private func demand(_ body: JSONValue, type: MessageType, _ sender: SubmissionDesk.Sender) throws -> IntakeMessage.Demand {
        guard type != .jobSubmit else { return .job(try submissions.read(body, of: sender)) }
        let command = try command(body, type: type)
        if let asserted = command.tenant, asserted != sender.tenant.rawValue {
            throw FleetError(
                "tenant_mismatch", .rejected, "the command says tenant \(asserted), and it came in for another one", path: "tenant",
                hint: "leave the field out, or send it where that tenant's jobs go")
        }
        return .command(command)
    }

    private func carryOut(_ demand: IntakeMessage.Demand, tenant: TenantName, origin: MessageOrigin, in change: any JobControl) throws {
        let sender = sender(origin, tenant)
        switch demand {
        case .job(let document):
            let receipt = try submissions.submit(document, of: sender, in: change)
            // Whoever sends a job again waits for its status on the topic as well.
            if !receipt.isNew { try journal.republish(receipt.job, in: change.transaction) }
        case .command(let command):
            try commands.carryOut(
                command, tenant: tenant, actor: sender.actor, subject: command.job?.rawValue ?? origin.rejectionKey, in: change)
        }
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
    private func takeMisnamed(_ message: IntakeMessage, in transaction: StoreTransaction) throws -> IntakeOutcome {
        let row = InboxRow(messageID: message.identity, tenant: FleetTopics.defaultTenant, handledAt: clock.wallTime())
        if try transaction.recordMessage(row) { try putAside(message.record, reason: "tenant_name_invalid", in: transaction) }
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
        _ error: FleetError, _ message: IntakeMessage, _ content: IntakeMessage.Content?, _ tenant: TenantName, in transaction: StoreTransaction
    ) throws {
        let origin = message.origin
        try journal.rejected(
            error, tenant: tenant, key: origin.rejectionKey, idempotencyKey: content?.idempotencyKey, labels: content?.labels ?? [:],
            request: origin.request, in: transaction)
        try putAside(message.record, reason: error.code, in: transaction)
    }
}

extension Result {
    /// Nil where it is a success.
    fileprivate var failure: Failure? { if case .failure(let error) = self { error } else { nil } }
}
