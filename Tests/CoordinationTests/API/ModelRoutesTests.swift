import FleetCore
import HTTP
import JSON
import JobDocument
import Persistence
import Testing

@testable import Coordination

@Suite struct ModelRoutesTests {
    /// Registers versions with this outcome of their gates.
    private func registered(_ api: APIHarness, _ outcome: EvaluationReport.GateResult.Outcome?, count: Int = 1) async throws {
        let document = try JobDocument(try JSONReader.parse(Samples.shortest)).canonical
        let outputs = try Samples.outputs(outcome)
        let planner = api.front.planner
        for index in 1...count {
            let job = JobRow(
                id: JobID("job_\(index)"), tenant: TenantName("default"), name: "support-triage", document: JSONWriter.compact.text(document),
                documentHash: "\(index)", createdAt: api.front.clock.wallTime())
            try await api.front.change { change in
                try change.transaction.insert(job)
                _ = try planner.perform(.register, job: job, outputs: outputs, in: change.transaction)
            }
        }
    }

    @Test func modelsVersionsAndEvidenceAreShown() async throws {
        let api = try await APIHarness()
        try await registered(api, .passed)
        #expect(try await api.call(.get, "/v1/models", as: "reader").body["models"]?[0]?["latest"] == 1)
        let model = try await api.call(.get, "/v1/models/support-triage", as: "reader")
        #expect(model.body["versions"]?[0]?["aliases"] == ["candidate"])
        let version = try await api.call(.get, "/v1/models/support-triage/versions/candidate", as: "reader")
        #expect(version.body["dataset_version"] == "ds_1" && version.body["verdict"] == "gates_passed")
        #expect(try await api.call(.get, "/v1/models/support-triage/versions/1/evidence", as: "reader").body["data"]?["dataset_version"] == "ds_1")
        let text = try await api.call(.get, "/v1/models/support-triage/versions/1/evidence?format=text", as: "reader").text
        #expect(text.hasPrefix("support-triage@1   every gate passed"))
        #expect(try await api.call(.get, "/v1/models/support-triage/versions/9", as: "reader").status == 404)
        #expect(try await api.call(.get, "/v1/models/other", as: "reader").status == 404)
        #expect(try await api.call(.get, "/v1/models/support-triage", as: "stranger").status == 404)
    }

    @Test func aDownloadTellsItsDigest() async throws {
        let api = try await APIHarness()
        try await registered(api, .passed)
        let list = try await api.call(.get, "/v1/models/support-triage/versions/1/artifact", as: "reader")
        #expect(list.body["files"]?[0]?["path"] == "model.safetensors")
        #expect(list.response.headers["X-Content-SHA256"]?.utf8.count == 64)
        let file = try await api.call(.get, "/v1/models/support-triage/versions/1/artifact?file=model.safetensors", as: "reader")
        guard case .stream(let length, let body) = file.response.body else { return #expect(Bool(false), "no stream") }
        #expect(length == 10 && file.response.headers["X-Content-SHA256"] == String(repeating: "a", count: 64))
        // Bytes that are not the recorded ones never reach the end.
        await #expect(throws: FleetError.self) { while try await body.next() != nil {} }
        #expect(try await api.call(.get, "/v1/models/support-triage/versions/1/artifact?file=x", as: "reader").status == 404)
    }

    @Test func anAliasMovesForthAndBack() async throws {
        let api = try await APIHarness()
        try await registered(api, .passed, count: 2)
        for version in 1...2 {
            #expect(try await api.call(.put, "/v1/models/support-triage/aliases/production", #"{"version": \#(version)}"#, as: "admin").status == 200)
        }
        let back = try await api.call(.post, "/v1/models/support-triage/aliases/production/rollback", as: "admin")
        #expect(back.body["version"] == 1)
        let history = try await api.call(.get, "/v1/models/support-triage/aliases/production", as: "reader")
        #expect(history.body["moves"]?.array?.count == 3 && history.body["moves"]?[0]?["by"] == "key local")
        #expect(try await api.call(.post, "/v1/models/support-triage/aliases/production/rollback", as: "admin").status == 409)
    }

    @Test func whatDidNotPassIsPromotedOnlyByForceWithAReason() async throws {
        let api = try await APIHarness()
        try await registered(api, .failed)
        let path = "/v1/models/support-triage/aliases/production"
        #expect(try await api.call(.put, path, #"{"version": 1}"#, as: "admin").status == 409)
        #expect(try await api.call(.put, path, #"{"version": 1, "force": true}"#, as: "admin").status == 400)
        #expect(try await api.call(.put, path, #"{"version": 1, "force": true, "reason": "hand-checked"}"#, as: "admin").status == 200)
    }
}
