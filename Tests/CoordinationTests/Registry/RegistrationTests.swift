import FleetCore
import FleetTesting
import JSON
import JobDocument
import Persistence
import Testing

@testable import Coordination

@Suite struct RegistrationTests {
    /// Registers (and promotes, as the document says) a version with these outputs.
    private func register(
        _ front: FrontHarness, _ outcome: EvaluationReport.GateResult.Outcome?, _ members: String = #""labels": {}"#, isOptimized: Bool = false
    ) async throws -> JSONValue {
        let document = try JobDocument(try JSONReader.parse(Samples.job(members))).canonical
        let base = try Samples.outputs(outcome, isOptimized: isOptimized)
        let planner = front.planner
        let id = JobID(front.identifiers.make("job_"))
        let now = front.clock.wallTime()
        return try await front.change { change in
            let job = JobRow(
                id: id, tenant: TenantName("default"), name: "support-triage", document: JSONWriter.compact.text(document), documentHash: id.rawValue,
                createdAt: now)
            try change.transaction.insert(job)
            var outputs = base
            for stage in [StageKind.register, .promote] {
                if case .done(let output) = try planner.perform(stage, job: job, outputs: outputs, in: change.transaction) { outputs[stage] = output }
            }
            return try planner.result(of: job, outputs: outputs, in: change.transaction)
        }
    }

    private func alias(_ front: FrontHarness, _ alias: String) async throws -> Int64? {
        try await front.store.read { try $0.alias(alias, of: "support-triage", tenant: TenantName("default"))?.version }
    }

    private let gated = #""evaluate": {"gates": [{"metric": "exact_match", "min": 0.7}]}, "promote": {}"#

    @Test func whatPassedItsGatesGetsTheAskedAlias() async throws {
        let front = try await FrontHarness()
        let result = try await register(front, .passed, gated)
        #expect(result["verdict"] == "gates_passed")
        #expect(result["models"]?[0]?["ref"] == "support-triage@1")
        #expect(result["models"]?[0]?["aliases"] == ["candidate", "production"])
        #expect(result["models"]?[0]?["sha256"]?.string?.utf8.count == 64)
        #expect(result["evaluation"]?["hash"] == "eh" && result["cost"]?["amount"] == "0.00")
        let events = try await front.outbox().filter { $0.topic == "modelops.events" }
        #expect(events.count == 3)
    }

    @Test(arguments: [EvaluationReport.GateResult.Outcome.failed, .error])
    func whatDidNotPassStaysACandidate(outcome: EvaluationReport.GateResult.Outcome) async throws {
        let front = try await FrontHarness()
        let result = try await register(front, outcome, gated)
        #expect(result["verdict"] == "gates_failed")
        #expect(try await alias(front, "candidate") == 1)
        #expect(try await alias(front, "production") == nil)
    }

    @Test func aVersionPinsDatasetParametersScoresAndEvidence() async throws {
        let front = try await FrontHarness()
        _ = try await register(front, .passed, gated)
        let row = try #require(try await front.store.read { try $0.modelVersion(1, of: "support-triage", tenant: TenantName("default")) })
        #expect(row.datasetVersion == "ds_1" && row.verdict == "gates_passed")
        #expect(try JSONReader.parse(row.parameters)["base_model"] == "smollm2-135m-instruct")
        #expect(try JSONReader.parse(row.scores)[0]?["value"] == 0.875)
        let card = try JSONReader.parse(row.evidence).decode(EvidenceCard.self)
        #expect(card.model == "support-triage" && card.version == 1 && card.verdict == .gatesPassed)
    }

    @Test func theOptimisedModelIsChosenWhereThereIsOneAndTheDocumentDecides() async throws {
        let front = try await FrontHarness()
        func chosen(_ version: Int64) async throws -> String? {
            let row = try await front.store.read { try $0.modelVersion(version, of: "support-triage", tenant: TenantName("default")) }
            return try row.flatMap { try JSONReader.parse($0.artifact)["chosen"]?.string }
        }
        _ = try await register(front, nil, #""optimize": {}"#, isOptimized: true)
        #expect(try await chosen(1) == "optimized")
        _ = try await register(front, nil, #""optimize": {}, "promote": {"when": "always", "choose": "tuned"}"#, isOptimized: true)
        #expect(try await chosen(2) == "tuned")
        #expect(try await alias(front, "production") == 2)
    }

    @Test func promotionByHandNeedsPassedGatesOrAReason() async throws {
        let front = try await FrontHarness()
        _ = try await register(front, nil)
        let registry = front.registry
        func promote(_ reason: String?, force: Bool) async throws {
            try await front.change {
                _ = try registry.promote(
                    ModelReference("support-triage@1"), to: "production", tenant: TenantName("default"), actor: "ann", reason: reason, force: force,
                    in: $0.transaction)
            }
        }
        let refused = await expectFleetError { try await promote("please", force: false) }
        #expect(refused?.code == "gates_not_passed")
        let unreasoned = await expectFleetError { try await promote(nil, force: true) }
        #expect(unreasoned?.path == "reason")
        try await promote("measured elsewhere", force: true)
        #expect(try await alias(front, "production") == 1)
        let moves = try await front.store.read {
            try $0.aliasMoves(of: "production", name: "support-triage", tenant: TenantName("default"), limit: 5)
        }
        #expect(moves.first?.movedBy == "ann" && moves.first?.reason == "forced: measured elsewhere")
    }

    @Test func aSecondRollBackGoesFurtherBack() async throws {
        let front = try await FrontHarness()
        for _ in 1...3 { _ = try await register(front, .passed, gated) }
        let registry = front.registry
        func rollback() async throws {
            try await front.change {
                _ = try registry.rollback(
                    "support-triage", alias: "production", tenant: TenantName("default"), actor: "ann", reason: nil, in: $0.transaction)
            }
        }
        try await rollback()
        #expect(try await alias(front, "production") == 2)
        try await rollback()
        #expect(try await alias(front, "production") == 1)
        let end = await expectFleetError { try await rollback() }
        #expect(end?.code == "nothing_to_roll_back")
        _ = try await register(front, .passed, gated)
        try await rollback()
        #expect(try await alias(front, "production") == 1)
    }

    @Test func anotherTenantsModelsDoNotExist() async throws {
        let front = try await FrontHarness()
        _ = try await register(front, .passed, gated)
        let registry = front.registry
        let error = await expectFleetError {
            try await front.store.read { _ = try registry.resolve(ModelReference("support-triage@1"), tenant: TenantName("acme"), in: $0) }
        }
        #expect(error?.code == "model_unknown")
    }

    @Test func aJobThatTrainedNothingPreparedData() async throws {
        let front = try await FrontHarness()
        let document = try JobDocument(try JSONReader.parse(#"{"name": "a", "dataset": {"sources": ["file:///a"]}, "train": false}"#)).canonical
        let planner = front.planner
        let job = JobRow(
            id: JobID("job_1"), tenant: TenantName("default"), name: "a", document: JSONWriter.compact.text(document), documentHash: "h",
            createdAt: front.clock.wallTime())
        let outputs: [StageKind: JSONValue] = [.sanitize: try JSONValue.encoding(Samples.sanitized())]
        let result = try await front.change { change in
            guard case .skipped = try planner.perform(.register, job: job, outputs: outputs, in: change.transaction) else { return JSONValue.null }
            return try planner.result(of: job, outputs: outputs, in: change.transaction)
        }
        #expect(result["verdict"] == "data_only" && result["models"] == [] && result["dataset_version"] == "ds_1")
    }
}
