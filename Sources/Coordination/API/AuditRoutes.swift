import FleetCore
import HTTP
import JSON
import Persistence

/// The audit over HTTP: whether the tenant's history is as it was written.
struct AuditRoutes: Sendable {
    let api: APISurroundings

    var all: [HTTPRoute] { [APIRoute.make(.get, "/v1/audit/verify", "verifyAudit", .reader, verify)] }

    private func verify(_ call: APICall) async throws -> HTTPResponse {
        let after = try call.number("after", 0, in: 0...Int.max)
        let limit = try call.number("limit", 100_000, in: 1000...1_000_000)
        let anchor = try call.request.query["expect"].map { try HistoryAnchor($0) }
        let finding = try await api.store.verifyHistory(of: call.tenant, after: Int64(after), limit: Int64(limit), expecting: anchor)
        return .json(Self.view(finding))
    }

    static func view(_ finding: HistoryFinding) -> JSONValue {
        let head = finding.head.map { head -> JSONValue in
            ["number": .integer(head.number), "digest": .string(head.digest), "older": .integer(head.olderCount)]
        }
        let fault = finding.fault.map { fault -> JSONValue in
            [
                "kind": .string(fault.kind.rawValue), "number": .integer(fault.number), "id": fault.id.map { .integer($0) } ?? .null,
                "job_id": fault.job.map { .string($0.rawValue) } ?? .null, "entity": fault.entity.map { .string($0) } ?? .null,
                "entity_id": fault.entityID.map { .string($0) } ?? .null, "message": .string(fault.words),
            ]
        }
        return [
            "intact": .bool(finding.fault == nil), "complete": .bool(finding.isComplete), "verified": .integer(finding.verified),
            "through": .integer(finding.through), "head": head ?? .null, "fault": fault ?? .null,
        ]
    }
}
