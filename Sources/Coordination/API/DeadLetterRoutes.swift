import FleetCore
import Foundation
import HTTP
import JSON
import Messaging
import Persistence

/// Dead letters over HTTP: a list that shows nothing of what messages say, the message itself for administrators, and what can be done.
struct DeadLetterRoutes: Sendable {
    let api: APISurroundings

    private var desk: DeadLetterDesk { api.parts.letters }

    var all: [HTTPRoute] {
        [
            APIRoute.make(.get, "/v1/dead-letters", "listDeadLetters", .reader, list),
            APIRoute.make(.get, "/v1/dead-letters/{letter}", "showDeadLetter", .admin, show),
            APIRoute.make(.post, "/v1/dead-letters/{letter}/replay", "replayDeadLetter", .admin, replay),
            APIRoute.make(.post, "/v1/dead-letters/{letter}/park", "parkDeadLetter", .admin, park),
        ]
    }

    private func list(_ call: APICall) async throws -> HTTPResponse {
        let limit = try call.number("limit", 50, in: 1...500)
        let state = try call.request.query["state"].map { text in
            guard let state = DeadLetterState(rawValue: text) else {
                throw FleetError(
                    "wrong_type", .rejected, "there is no such state", path: "state",
                    hint: "use one of \(DeadLetterState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return state
        }
        let cursor = try call.request.query["cursor"].map { text in
            let place = try PageCursor.parse(text)
            return DeadLetterCursor(createdAt: place.createdAt, id: place.id.rawValue)
        }
        let rows = try await api.store.read { try $0.deadLetters(of: call.tenant, in: state, before: cursor, limit: limit) }
        let next = rows.count == limit ? rows.last.map { PageCursor.text(JobCursor(createdAt: $0.createdAt, id: JobID($0.id))) } : nil
        return .json(["dead_letters": .array(rows.map { .object(Self.view($0)) }), "cursor": next.map { .string($0) } ?? .null])
    }

    private func show(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.request.parameter("letter")
        let (row, letter) = try await api.store.read { try desk.find(id, tenant: call.tenant, in: $0) }
        var view = Self.view(row)
        view["key"] = letter.key.map(Self.bytes) ?? .null
        view["headers"] = .array(letter.headers.map { ["name": .string($0.name), "value": Self.bytes($0.value)] })
        view["body"] = Self.bytes(letter.value)
        return .json(.object(view))
    }

    private func replay(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.request.parameter("letter")
        // A body of half a MiB is larger as base64.
        let given = call.request.body.isEmpty ? [:] : try call.request.json(limits: JSONLimits(maximumBytes: 1 << 20)).object ?? [:]
        let body = try given["body_base64"].map { value in
            guard let text = value.string, let data = Data(base64Encoded: text), data.count <= JSONLimits.standard.maximumBytes else {
                throw FleetError(
                    "wrong_type", .rejected, "expected the new body as base64, at most \(JSONLimits.standard.maximumBytes) bytes", path: "body_base64")
            }
            return Array(data)
        }
        let isBare = given["bare"]?.boolean ?? false
        return try await api.writing.write("replay a dead letter over HTTP") { change in
            let (row, isSent) = try desk.replay(id, tenant: call.tenant, body: body, isBare: isBare, by: call.actor, in: change.transaction)
            var view = Self.view(row)
            view["sent"] = .bool(isSent)
            return .json(.object(view))
        }
    }

    private func park(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.request.parameter("letter")
        guard let reason = try call.text("reason", in: try call.body()), !reason.isEmpty else {
            throw FleetError("missing_field", .rejected, "why the letter is put away is not said", path: "reason", hint: "say why nothing is to be done")
        }
        return try await api.writing.write("park a dead letter over HTTP") { change in
            .json(.object(Self.view(try desk.park(id, tenant: call.tenant, reason: reason, by: call.actor, in: change.transaction))))
        }
    }

    private static func view(_ row: DeadLetterRow) -> JSONObject {
        [
            "id": .string(row.id), "state": .string(row.state.rawValue), "reason": .string(row.reason),
            "origin": ["topic": .string(row.topic), "partition": .integer(Int64(row.partition)), "offset": .integer(row.offset)],
            "attempt": .integer(Int64(row.attempt)), "replay_of": row.replayOf.map { .string($0) } ?? .null,
            "job_id": row.job.map { .string($0.rawValue) } ?? .null, "bytes": .integer(Int64(row.originalBytes)),
            "kept_bytes": .integer(Int64(row.keptBytes)), "sha256": .string(row.sha256), "preview": .string(row.preview),
            "note": row.note.map { .string($0) } ?? .null, "created_at": .string(row.createdAt.description),
            "updated_at": .string(row.updatedAt.description),
        ]
    }

    /// Bytes as a text, or in base64 where they are none.
    private static func bytes(_ bytes: [UInt8]) -> JSONValue {
        if let text = String(validating: bytes, as: UTF8.self) { return ["text": .string(text)] }
        return ["base64": .string(Data(bytes).base64EncodedString())]
    }
}
