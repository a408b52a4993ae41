import FleetCore
import JSON
import JobDocument
import Messaging
import Persistence

/// Turns a job document into a job, whoever brings it: once per idempotency key, and once per unfinished identical document.
struct SubmissionDesk: Sendable {
    /// What a submission came to.
    struct Receipt: Sendable {
        let job: JobRow
        /// False: it was there before.
        let isNew: Bool
    }

    /// Who submits, and how.
    struct Sender: Sendable {
        var tenant: TenantName
        var actor: String
        /// As the status tells it.
        var request: JSONValue
        var trace: String?
        var acceptsCamelCase = false
        /// May move an alias past its gates, as by hand. Whoever may write to a topic is known by nothing else, so no message has this.
        var mayOverruleGates = false
    }

    let providers: ProviderCatalog
    let planner: any StagePlanning
    let journal: StatusJournal
    let clock: any FleetClock
    let identifiers: IdentifierSource

    /// Reads and checks a document; changes nothing.
    /// - Throws: `FleetError` (rejected) with the path.
    func read(_ document: JSONValue, of sender: Sender) throws -> JobDocument {
        let read = try JobDocument(document, knowing: providers.knowledge(for: sender.tenant), acceptsCamelCase: sender.acceptsCamelCase)
        if let tenant = read.specification.tenant, tenant != sender.tenant.rawValue {
            throw FleetError(
                "tenant_mismatch", .rejected, "the document says tenant \(tenant), and it came in for another one", path: "tenant",
                hint: "leave the field out, or send it where that tenant's jobs go")
        }
        try providers.checkSources(of: read.specification, for: sender.tenant)
        try checkPromotion(read.specification, of: sender)
        // Short forms are written out in the canonical one: it is what is kept, and read again later.
        let size = JSONWriter.compact.text(read.canonical).utf8.count
        guard size <= JSONLimits.standard.maximumBytes else {
            throw FleetError(
                "document_too_large", .rejected,
                "written out, the document has \(size) bytes, and \(JSONLimits.standard.maximumBytes) is the most",
                hint: "name many sources by fewer patterns, or split the job")
        }
        return read
    }

    /// What ships without its gates is for an administrator to decide, or for the fleet's settings.
    private func checkPromotion(_ job: JobSpecification, of sender: Sender) throws {
        guard let promote = job.promote?.settings, promote.when == .always, !sender.mayOverruleGates else { return }
        guard !providers.ungatedAliases.contains(promote.alias) else { return }
        throw FleetError(
            "promotion_not_allowed", .rejected, "a job may not move the alias \(promote.alias) whatever its gates say", path: "promote.when",
            hint: "write gates_pass, let an administrator submit it over HTTP, or allow the alias in registry.ungated_aliases")
    }

    /// The job of a document: a new one, begun, or the one that is there.
    /// - Throws: `FleetError` (rejected) `idempotency_key_used` for another document under the same key.
    func submit(_ document: JobDocument, of sender: Sender, in change: any JobControl) throws -> Receipt {
        let transaction = change.transaction
        let hash = document.hash.hex
        if let key = document.specification.idempotencyKey {
            if let known = try transaction.idempotency(tenant: sender.tenant, key: key) {
                let job = try transaction.job(known.job)
                guard known.documentHash == hash, let job else {
                    let state = job.map { ", which is \($0.state.rawValue)" } ?? ""
                    throw FleetError(
                        "idempotency_key_used", .rejected, "the key was used for another document (job \(known.job)\(state))", path: "idempotency_key",
                        hint: "use a new key for a new document")
                }
                return Receipt(job: job, isNew: false)
            }
        } else if let job = try transaction.unfinishedJob(tenant: sender.tenant, documentHash: hash) {
            return Receipt(job: job, isNew: false)
        }
        return Receipt(job: try make(document, of: sender, rerunOf: nil, reused: [], in: change), isNew: true)
    }

    /// Makes and begins a job.
    /// - Parameter reused: stages of the job that this one runs again, taken over as they are.
    func make(
        _ document: JobDocument, of sender: Sender, rerunOf: JobID?, reused: [StageRow], in change: any JobControl
    ) throws -> JobRow {
        let transaction = change.transaction
        var job = row(document, sender)
        job.rerunOf = rerunOf
        try transaction.insert(job, labels: document.specification.labels ?? [:])
        if let key = job.idempotencyKey {
            try transaction.insert(
                IdempotencyRow(tenant: job.tenant, key: key, documentHash: job.documentHash, job: job.id, createdAt: job.createdAt))
        }
        var taken: [StageRow] = []
        // Without reused stages the start makes them all.
        for (position, entry) in try planner.stages(of: document.canonical).enumerated() {
            var stage = StageRow(
                job: job.id, stage: entry.stage, position: position,
                waitsFor: JSONWriter.compact.text(.array(entry.after.map { .string($0.rawValue) })))
            if let former = reused.first(where: { $0.stage == entry.stage }) {
                stage.state = former.state
                stage.output = former.output
                stage.inputHash = former.inputHash
                stage.startedAt = job.createdAt
                stage.finishedAt = job.createdAt
                taken.append(stage)
            }
            if !reused.isEmpty { try transaction.insert(stage) }
        }
        try journal.moved(&job, from: .submitted, cause: rerunOf.map { "runs \($0) again" } ?? "accepted", actor: sender.actor, in: transaction)
        job.state = .validating
        try journal.moved(&job, from: .submitted, cause: "the document is checked", actor: "coordinator", in: transaction)
        for stage in taken {
            try journal.moved(stage, of: &job, from: .pending, cause: "taken over from \(rerunOf?.rawValue ?? "a former job")", in: transaction)
        }
        try change.start(job.id, actor: sender.actor)
        try applyKeptCommands(to: job, in: change)
        return try transaction.job(job.id) ?? job
    }

    /// Commands that overtook the submission.
    private func applyKeptCommands(to job: JobRow, in change: any JobControl) throws {
        let kept = try change.transaction.takePendingCommands(tenant: job.tenant, job: job.id, idempotencyKey: job.idempotencyKey)
        for command in kept where command.expiresAt >= clock.wallTime() {
            // What ended or was refused while it began needs no command any more.
            guard try change.transaction.job(job.id)?.state.isTerminal == false else { return }
            switch try JSONReader.parse(command.command)["command"]?.string {
            case "cancel": return _ = try change.cancel(job.id, by: "command", cause: "cancelled before it came in")
            case "pause": try change.pause(job.id, by: "command")
            default: continue
            }
        }
    }

    private func row(_ document: JobDocument, _ sender: Sender) -> JobRow {
        let specification = document.specification
        let now = clock.wallTime()
        var job = JobRow(
            id: JobID(identifiers.make("job_")), tenant: sender.tenant, name: specification.name,
            document: JSONWriter.compact.text(document.canonical), documentHash: document.hash.hex, createdAt: now)
        job.idempotencyKey = specification.idempotencyKey
        job.request = JSONWriter.compact.text(sender.request)
        let labels = (specification.labels ?? [:]).sorted { $0.key < $1.key }
        job.labels = JSONWriter.compact.text(.object(labels.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) }))
        job.deadlineAt = specification.timeoutDuration.map { now.advanced(by: $0) }
        job.budgetMicros = specification.budget?.micros
        job.budgetCurrency = specification.budget?.currency
        job.trace = sender.trace ?? TraceContext(identifiers: identifiers).traceparent
        return job
    }
}
