import FleetTesting
import HTTP
import JSON
import Testing

@testable import Coordination

@Suite("Published: the schemas of statuses, events and the HTTP interface are what the coordinator writes")
struct PublishedInterfaceTests {
    @Test func theOpenAPIFileIsMadeFromTheRoutes() async throws {
        let api = try await APIHarness()
        // The release's number is no part of the contract.
        let document = OpenAPIDocument.make(api.table.routes, version: "v1")
        let difference = try ProjectFiles.difference("deploy/schemas/openapi.json", from: document)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func snapshotsAndEventsFitTheirSchemas() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.shortest))
        try await front.take(front.record("{\"nam\": 1}"))
        try await front.take(front.record(#"{"schema": "modelops.command/v1", "command": "cancel", "idempotency_key": "nobody"}"#))
        let rows = try await front.outbox()
        var seen: Set<String> = []
        for row in rows where ["modelops.jobs.status", "modelops.events"].contains(row.topic) {
            let body = try JSONReader.parse(row.body ?? [])
            let name = try #require(body["schema"]?.string)
            let file = try #require(name.dropFirst("modelops.".count).split(separator: "/").first)
            seen.insert(name)
            let schema = try #require(try ProjectFiles.json("deploy/schemas/\(file).json"), "\(file)")
            let validator = SchemaValidator(document: schema)
            #expect(validator.faults(in: body) == [], "\(name)")
            // What machines write may grow; what we write has no field that the schema does not explain.
            #expect(Set(body.object?.keys ?? []).subtracting(schema["properties"]?.object?.keys ?? []) == [], "\(name)")
        }
        #expect(seen.isSuperset(of: ["modelops.status/v1", "modelops.event/v1"]), "\(seen)")
    }
}
