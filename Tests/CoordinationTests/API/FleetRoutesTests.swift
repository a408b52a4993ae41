import Crypto
import FleetCore
import FleetTesting
import HTTP
import JSON
import Testing

@testable import Coordination

@Suite struct FleetRoutesTests {
    @Test func readinessTellsTheTruth() async throws {
        #expect(try await APIHarness().call(.get, "/readyz", as: nil).status == 200)
        let api = try await APIHarness(trouble: FleetError("store_unavailable", .transient, "the disk is full"))
        for stranger in [nil, "unknown"] {
            let answer = try await api.call(.get, "/readyz", as: stranger)
            #expect(answer.status == 503 && answer.body["troubles"]?[0] == ["check": "store", "code": "store_unavailable"])
        }
        let answer = try await api.call(.get, "/readyz", as: "reader")
        #expect(answer.status == 503 && answer.body["troubles"]?[0]?["message"] == "the disk is full")
        #expect(try await api.call(.get, "/healthz", as: nil).status == 200)
        #expect(try await api.call(.get, "/metrics", as: nil).text == "modelops_jobs 1\n")
    }

    @Test func theFleetAndTheSchemaAreShown() async throws {
        let api = try await APIHarness()
        _ = try await api.submit()
        let fleet = try await api.call(.get, "/v1/fleet", as: "reader")
        #expect(fleet.body["active"] == true && fleet.body["jobs"]?["running"] == 1 && fleet.body["workers"]?[0]?["id"] == "worker_1")
        #expect(try await api.call(.get, "/v1/schema/job", as: "reader").body["title"] == "job document")
        #expect(try await api.call(.get, "/v1/permits", as: "reader").body["permits"] == [])
        let unknown = try await api.call(.get, "/v1/permits?state=foo", as: "reader")
        #expect(unknown.status == 400 && unknown.body["hint"]?.string?.contains("needs_review") == true)
        #expect(try await api.call(.post, "/v1/permits/x/resolve", #"{"created": false, "reason": "looked"}"#, as: "admin").status == 404)
        #expect(try await api.call(.post, "/v1/permits/x/resolve", #"{"reason": "looked"}"#, as: "admin").status == 400)
    }

    @Test func predictionsAreScoredByWhatWasHandedIn() async throws {
        let api = try await APIHarness()
        let answer = try await api.call(.post, "/v1/evaluations", #"{"predictions": [{}, {}]}"#)
        #expect(answer.body["items"] == 2)
        #expect(try await api.call(.post, "/v1/evaluations", #"{"predictions": [{}, {}]}"#, as: "reader").status == 403)
        #expect(try await api.call(.post, "/v1/evaluations", "[]").status == 400)
        #expect(try await api.call(.post, "/v1/evaluations", "{}").body["path"] == "predictions")
        #expect(api.table.routes.first { $0.operationID == "scorePredictions" }?.maximumBodyBytes == 8 << 20)
    }

    @Test func theOpenAPIDocumentNamesEveryRouteAndNothingElse() async throws {
        let api = try await APIHarness()
        let document = try await api.call(.get, "/v1/openapi.json", as: nil).body
        #expect(document["openapi"] == "3.1.0")
        var described: Set<String> = []
        for path in document["paths"]?.object?.members ?? [] {
            for operation in path.value.object?.members ?? [] {
                described.insert("\(operation.key.uppercased()) \(path.key)")
                #expect(operation.value["summary"]?.string?.isEmpty == false, "\(path.key)")
            }
        }
        #expect(described == Set(api.table.routes.map { "\($0.method.rawValue) \($0.pattern)" }))
        #expect(Set(OpenAPIDocument.summaries.keys) == Set(api.table.routes.map(\.operationID)))
    }

    @Test func nobodyListensForOthersWithoutKeys() throws {
        let error = expectFleetError { try KeyAuthorizer.check(address: "0.0.0.0", keys: []) }
        #expect(error?.code == "api_keys_missing" && error?.disposition == .fatal)
        try KeyAuthorizer.check(address: "127.0.0.1", keys: [])
        let key = try APIKey(line: "ci acme submitter \(SHA256.digest(of: "secret").hex)")
        try KeyAuthorizer.check(address: "0.0.0.0", keys: [key])
        #expect(key.tenant == TenantName("acme") && key.role == .submitter)
        #expect(throws: FleetError.self) { try APIKey(line: "ci acme owner 00") }
    }
}
