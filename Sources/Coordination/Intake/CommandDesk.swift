import FleetCore
import JSON
import JobDocument
import Messaging
import Persistence

/// Carries out commands that came in as messages, and answers each on the event topic.
struct CommandDesk: Sendable {
    let registry: ModelRegistry
    let journal: StatusJournal
    let clock: any FleetClock

    /// How long a command is kept that overtook the submission of its job.
    static let keptFor = Duration.seconds(3600)

    /// - Parameter subject: what the answer is about where there is no job.
    /// - Throws: only what is no answer to the sender, such as a store that fails.
    func carryOut(_ command: Command, tenant: TenantName, actor: String, subject: String, in change: any JobControl) throws {
        let transaction = change.transaction
        do {
            let note = try perform(command, tenant: tenant, actor: actor, in: change)
            try answer(command, tenant: tenant, subject: note.subject ?? subject, note: note.text, error: nil, in: transaction)
        } catch let error as FleetError where error.disposition == .rejected {
            try answer(command, tenant: tenant, subject: subject, note: nil, error: error, in: transaction)
        }
    }

    /// Refuses the kept commands whose job did not come.
    func sweep(in transaction: StoreTransaction) throws {
        while try sweepPage(in: transaction) == Self.page {}
    }

    private static let page = 100
    /// Commands of one tenant that wait for their jobs.
    private static let mostKept = 1000

    private func sweepPage(in transaction: StoreTransaction) throws -> Int {
        let expired = try transaction.takeExpiredCommands(now: clock.wallTime(), limit: Self.page)
        for kept in expired {
            let command = try Command(try JSONReader.parse(kept.command))
            let error = FleetError(
                "job_unknown", .rejected, "no job with this idempotency key came in within the hour", path: "idempotency_key",
                hint: "check the key, and the topic that the job was sent to")
            try answer(command, tenant: kept.tenant, subject: kept.idempotencyKey ?? "command", note: nil, error: error, in: transaction)
        }
        return expired.count
    }

    private struct Note {
        var subject: String?
        var text: String
    }

    private func perform(_ command: Command, tenant: TenantName, actor: String, in change: any JobControl) throws -> Note {
        let transaction = change.transaction
        switch command.command {
        case .promote:
            // Whoever may write to a topic is known by nothing else: gates are for an administrator to overrule.
            guard !command.force else {
                throw FleetError(
                    "force_not_allowed", .rejected, "a message cannot promote a version whose gates did not pass", path: "force",
                    hint: "leave the field out, or let an administrator promote it over HTTP")
            }
            let version = try registry.promote(
                try ModelReference(command.model ?? ""), to: command.alias, tenant: tenant, actor: actor, reason: command.reason,
                force: false, in: transaction)
            return Note(subject: "\(version.name)@\(version.version)", text: "\(command.alias) points at it")
        case .rollback:
            let version = try registry.rollback(
                try ModelReference(command.model ?? "").name, alias: command.alias, tenant: tenant, actor: actor, reason: command.reason,
                in: transaction)
            return Note(subject: "\(version.name)@\(version.version)", text: "\(command.alias) points back at it")
        case .cancel, .pause, .resume:
            guard let job = try find(command, tenant: tenant, in: transaction) else {
                return try keep(command, tenant: tenant, in: transaction)
            }
            let cause = command.reason ?? "asked for by \(actor)"
            switch command.command {
            case .cancel: try change.cancel(job.id, by: actor, cause: cause)
            case .pause: try change.pause(job.id, by: actor)
            default: try change.resume(job.id, by: actor)
            }
            return Note(subject: job.id.rawValue, text: try transaction.job(job.id)?.state.rawValue ?? "gone")
        }
    }

    /// The job, locked; another tenant's does not exist for this one.
    private func find(_ command: Command, tenant: TenantName, in transaction: StoreTransaction) throws -> JobRow? {
        var id = command.job
        if let key = command.idempotencyKey { id = try transaction.idempotency(tenant: tenant, key: key)?.job }
        guard let id, let job = try transaction.lockJob(id), job.tenant == tenant else {
            if let named = command.job {
                throw FleetError("job_unknown", .rejected, "there is no job \(named.rawValue.prefix(64))", path: "job_id", hint: "list the jobs")
            }
            return nil
        }
        return job
    }

    private func keep(_ command: Command, tenant: TenantName, in transaction: StoreTransaction) throws -> Note {
        guard command.command != .resume, let key = command.idempotencyKey else {
            throw FleetError("job_unknown", .rejected, "there is no job with this key", path: "idempotency_key", hint: "list the jobs")
        }
        guard try transaction.pendingCommandCount(of: tenant) < Self.mostKept else {
            throw FleetError(
                "too_many_commands", .rejected, "\(Self.mostKept) commands wait for jobs that have not come in", path: "idempotency_key",
                hint: "send the jobs first")
        }
        let now = clock.wallTime()
        try transaction.insert(
            PendingCommandRow(
                tenant: tenant, idempotencyKey: key, command: JSONWriter.compact.text(try JSONValue.encoding(command)), createdAt: now,
                expiresAt: now.advanced(by: Self.keptFor)))
        return Note(text: "no job with this key is there yet; the command waits for it for an hour")
    }

    private func answer(
        _ command: Command, tenant: TenantName, subject: String, note: String?, error: FleetError?, in transaction: StoreTransaction
    ) throws {
        let body: JSONObject = [
            "schema": "modelops.command-answer/v1", "command": .string(command.command.rawValue),
            "job_id": command.job.map { .string($0.rawValue) } ?? .null,
            "idempotency_key": command.idempotencyKey.map { .string($0) } ?? .null, "model": command.model.map { .string($0) } ?? .null,
            "note": note.map { .string($0) } ?? .null, "error": error.map(StatusError.json) ?? .null,
        ]
        try journal.event(
            "modelops.command.\(error == nil ? "accepted" : "refused")", tenant: tenant, subject: subject,
            body: JSONWriter.compact.text(.object(body)), in: transaction)
    }
}
