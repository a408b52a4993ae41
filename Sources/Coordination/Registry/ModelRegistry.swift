import FleetCore
import JSON
import JobDocument
import Persistence

/// Versions of models, never changed, and the aliases that point at them.
public struct ModelRegistry: Sendable {
    private let clock: any FleetClock
    private let journal: any JobJournal

    /// How many moves of an alias are looked at for a roll-back.
    private static let historyLimit = 1000

    public init(clock: any FleetClock, journal: any JobJournal) {
        self.clock = clock
        self.journal = journal
    }

    /// Makes the next version of the job's model and points `candidate` at it.
    func register(
        _ files: RegisteredFiles, card: inout EvidenceCard, specification: JobSpecification, dataset: String, of job: JobRow,
        in transaction: StoreTransaction
    ) throws -> RegisterOutput {
        let version = try transaction.nextVersion(of: specification.name, tenant: job.tenant)
        card.model = specification.name
        card.version = version
        card.job = job.id
        var row = ModelVersionRow(
            tenant: job.tenant, name: specification.name, version: version, job: job.id, datasetVersion: dataset,
            artifact: JSONWriter.canonical.text(try JSONValue.encoding(files)), verdict: card.verdict.rawValue, createdAt: clock.wallTime())
        row.parameters = JSONWriter.canonical.text(try JSONValue.encoding(specification.train.settings))
        row.evidence = JSONWriter.canonical.text(try JSONValue.encoding(card))
        row.scores = JSONWriter.canonical.text(try JSONValue.encoding(card.evaluation?.scores ?? []))
        row.costMicros = card.paid.cost.micros
        row.currency = card.paid.cost.currency
        try transaction.insert(row)
        let output = RegisterOutput(name: row.name, version: version, sha256: try files.digest(), verdict: card.verdict)
        try record("model", "\(row.name)@\(version)", from: nil, to: "registered", cause: card.verdict.words, actor: "job \(job.id)", job.tenant, transaction)
        try tell("registered", row.name, version, alias: nil, reason: card.verdict.words, tenant: job.tenant, in: transaction)
        try point("candidate", at: version, of: row.name, tenant: job.tenant, actor: "job \(job.id)", reason: "registered", in: transaction)
        return output
    }

    /// Points an alias at a version: records the move, tells the event topic.
    func point(
        _ alias: String, at version: Int64, of name: String, tenant: TenantName, actor: String, reason: String,
        in transaction: StoreTransaction
    ) throws {
        let former = try transaction.alias(alias, of: name, tenant: tenant)?.version
        try record(
            "alias", "\(name)@\(alias)", from: former.map { String($0) }, to: String(version), cause: reason, actor: actor, tenant, transaction)
        try transaction.setAlias(
            AliasRow(
                tenant: tenant, name: name, alias: alias, version: version, updatedAt: clock.wallTime(), updatedBy: actor, reason: reason))
        let event = reason.hasPrefix(AliasHistory.rollbackPrefix) ? "rolled_back" : "promoted"
        try tell(event, name, version, alias: alias, reason: reason, tenant: tenant, in: transaction)
    }

    /// Promotes by hand: only what passed its gates, unless forced with a reason.
    /// - Throws: `FleetError` (rejected) `model_version_unknown`, `gates_not_passed`, `missing_field`.
    public func promote(
        _ reference: ModelReference, to alias: String, tenant: TenantName, actor: String, reason: String?, force: Bool,
        in transaction: StoreTransaction
    ) throws -> ModelVersionRow {
        let version = try resolve(reference, tenant: tenant, in: transaction)
        if force, reason?.isEmpty ?? true {
            throw FleetError("missing_field", .rejected, "a forced promotion needs a reason", path: "reason", hint: "say why")
        }
        let verdict = Verdict(rawValue: version.verdict)
        guard force || verdict == .gatesPassed else {
            throw FleetError(
                "gates_not_passed", .rejected, "\(version.name)@\(version.version): \(verdict?.words ?? version.verdict); nothing was promoted",
                path: "model", hint: "evaluate it with gates that pass, or force it with a reason")
        }
        let words = force ? "forced: \(reason ?? "")" : reason ?? verdict?.words ?? version.verdict
        try point(alias, at: version.version, of: version.name, tenant: tenant, actor: actor, reason: words, in: transaction)
        return version
    }

    /// Points an alias back at the version before.
    /// - Throws: `FleetError` (rejected) `model_unknown`, `nothing_to_roll_back`.
    public func rollback(
        _ name: String, alias: String, tenant: TenantName, actor: String, reason: String?, in transaction: StoreTransaction
    ) throws -> ModelVersionRow {
        guard try transaction.model(name, of: tenant) != nil else { throw Self.unknown(name) }
        let moves = try transaction.aliasMoves(of: alias, name: name, tenant: tenant, limit: Self.historyLimit)
        guard let number = AliasHistory.previous(moves), let version = try transaction.modelVersion(number, of: name, tenant: tenant) else {
            throw FleetError(
                "nothing_to_roll_back", .rejected, "\(alias) of \(name) has pointed at no other version before", path: "alias",
                hint: "list its history, or promote a version")
        }
        try point(
            alias, at: number, of: name, tenant: tenant, actor: actor, reason: AliasHistory.rollbackPrefix + (reason ?? "asked for"),
            in: transaction)
        return version
    }

    /// The version that a reference names; without a target the candidate.
    public func resolve(_ reference: ModelReference, tenant: TenantName, in transaction: StoreTransaction) throws -> ModelVersionRow {
        guard try transaction.model(reference.name, of: tenant) != nil else { throw Self.unknown(reference.name) }
        var number: Int64?
        switch reference.target {
        case .version(let version): number = version
        case .alias(let alias): number = try transaction.alias(alias, of: reference.name, tenant: tenant)?.version
        case .none: number = try transaction.alias("candidate", of: reference.name, tenant: tenant)?.version
        }
        guard let number, let row = try transaction.modelVersion(number, of: reference.name, tenant: tenant) else {
            throw FleetError(
                "model_version_unknown", .rejected, "the model \(reference.name) has no such version or alias", path: "model",
                hint: "list it with `modelops models show \(reference.name)`")
        }
        return row
    }

    private static func unknown(_ name: String) -> FleetError {
        FleetError("model_unknown", .rejected, "there is no model called \(name)", path: "model", hint: "list them with `modelops models list`")
    }

    /// Who moved what is as much a part of the audit as a job's states.
    private func record(
        _ entity: String, _ id: String, from: String?, to: String, cause: String, actor: String, _ tenant: TenantName,
        _ transaction: StoreTransaction
    ) throws {
        try transaction.append(
            HistoryRow(
                tenant: tenant, entity: entity, entityID: id, fromState: from, toState: to, cause: cause, actor: actor,
                term: transaction.term ?? Term(0), at: clock.wallTime()))
    }

    private func tell(
        _ event: String, _ name: String, _ version: Int64, alias: String?, reason: String, tenant: TenantName, in transaction: StoreTransaction
    ) throws {
        var body: JSONObject = ["schema": "modelops.model-event/v1", "model": .string(name), "version": .integer(version), "reason": .string(reason)]
        if let alias { body["alias"] = .string(alias) }
        try journal.event(
            "modelops.model.\(event)", tenant: tenant, subject: "\(name)@\(version)", body: JSONWriter.compact.text(.object(body)), in: transaction)
    }
}
