import FleetCore
import HTTP
import JSON
import JobDocument
import Persistence

/// The fleet itself over HTTP: health, figures, permits, schemas.
struct FleetRoutes: Sendable {
    let api: APISurroundings

    var all: [HTTPRoute] {
        [
            HTTPRoute(.get, "/healthz", operationID: "health", role: nil) { _ in .json(["alive": true]) },
            HTTPRoute(.get, "/readyz", operationID: "readiness", role: nil) { await ready($0) },
            HTTPRoute(.get, "/metrics", operationID: "metrics", role: nil) { _ in
                .text(try await api.metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
            },
            APIRoute.make(.get, "/v1/schema/job", "jobSchema", .reader) { _ in .json(SchemaDocument.make(JobFields.table)) },
            APIRoute.make(.get, "/v1/schema/command", "commandSchema", .reader) { _ in .json(SchemaDocument.make(CommandFields.table)) },
            APIRoute.make(.get, "/v1/fleet", "showFleet", .reader, fleet),
            APIRoute.make(.get, "/v1/permits", "listPermits", .reader, permits),
            APIRoute.make(.post, "/v1/permits/{intent}/resolve", "resolvePermit", .admin, resolve),
        ]
    }

    /// Probes and strangers learn what is not well; why, with paths and addresses in it, is for those who may read.
    private func ready(_ request: HTTPRequest) async -> HTTPResponse {
        let reader = reader(request)
        let troubles = await api.readiness.troubles()
        let list = troubles.map { trouble -> JSONValue in
            var shown: JSONObject = ["check": .string(trouble.name), "code": .string(trouble.error.code.rawValue)]
            if reader != nil {
                shown["message"] = .string(trouble.error.message)
                shown["hint"] = trouble.error.hint.map { .string($0) }
            }
            return .object(shown)
        }
        // A topic that is left alone takes the coordinator away from nobody else: it is told, and the coordinator stays ready.
        let notices = api.pauses().map { pause -> JSONValue in
            var shown: JSONObject = ["check": "intake", "code": "intake_paused"]
            if reader == pause.tenant { shown["message"] = .string(pause.words) }
            return .object(shown)
        }
        return .json(
            ["ready": .bool(troubles.isEmpty), "troubles": .array(list), "notices": .array(notices + (await blocked(isShown: reader != nil)))], status: troubles.isEmpty ? 200 : 503)
    }

    /// Jobs that wait for a person, such as for room in the store of artifacts: more attempts alone will not end that.
    private func blocked(isShown: Bool) async -> [JSONValue] {
        // A store that cannot be asked is among the troubles.
        guard let count = try? await api.store.read({ try $0.waitingCounts()[WaitingReason.blocked("").code] }), count > 0 else { return [] }
        var shown: JSONObject = ["check": "jobs", "code": "jobs_blocked"]
        if isShown {
            shown["message"] = .string("\(count) jobs wait for something that a person must mend: `modelops jobs list --state waiting`, `modelops why JOB`")
        }
        return [.object(shown)]
    }

    /// A caller without a token, or with a wrong one, is answered all the same: as a stranger.
    private func reader(_ request: HTTPRequest) -> TenantName? {
        do {
            let principal = try api.authorizer?.authorize(request.headers, role: APIRole.reader.rawValue)
            return principal.map { TenantName($0.tenant) }
        } catch {
            return nil
        }
    }

    /// Workers of the whole fleet, and the counts of the caller's jobs.
    private func fleet(_ call: APICall) async throws -> HTTPResponse {
        let (jobs, work) = try await api.store.read { (try $0.jobCounts(tenant: call.tenant), try $0.workCounts()) }
        var counts = JSONObject()
        for state in JobState.allCases { counts[state.rawValue] = .integer(Int64(jobs[state] ?? 0)) }
        var tasks = JSONObject()
        for kind in WorkKind.allCases {
            let count = work[kind] ?? WorkCount()
            tasks[kind.rawValue] = [
                "queued": .integer(Int64(count.queued)), "dispatched": .integer(Int64(count.dispatched)),
                "accepted": .integer(Int64(count.accepted)), "snoozed": .integer(Int64(count.snoozed)),
            ]
        }
        return .json([
            "version": .string(api.version), "active": .bool(api.writing.term != nil), "workers": .array(api.workers()),
            "jobs": .object(counts), "tasks": .object(tasks),
        ])
    }

    private func permits(_ call: APICall) async throws -> HTTPResponse {
        let state = call.request.query["state"] ?? PermitState.needsReview.rawValue
        guard PermitState(rawValue: state) != nil else {
            throw FleetError(
                "unknown_value", .rejected, "there is no such state", path: "state",
                hint: "use one of \(PermitState.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let limit = try call.number("limit", 200, in: 1...1000)
        let rows = try await api.store.read { try $0.permits(in: state, limit: limit) }
        return .json(["permits": .array(rows.filter { $0.tenant == call.tenant }.map(JobView.permit))])
    }

    private func resolve(_ call: APICall) async throws -> HTTPResponse {
        let intent = IntentKey(try call.request.parameter("intent"))
        let body = try call.body()
        let remote = try call.text("remote_id", in: body)
        guard remote != nil || body["created"]?.boolean == false else {
            throw FleetError(
                "missing_field", .rejected, "whether the remote object exists is not said", path: "remote_id",
                hint: "give its id, or created: false when it certainly was never created")
        }
        guard let reason = try call.text("reason", in: body), !reason.isEmpty else {
            throw FleetError("missing_field", .rejected, "a decision about money needs a reason", path: "reason", hint: "say how you know")
        }
        return try await api.writing.write("resolve a permit over HTTP") { change in
            guard let permit = try change.transaction.permit(intent), permit.tenant == call.tenant else {
                throw FleetError("permit_unknown", .rejected, "there is no such permit", path: "intent", hint: "list the permits")
            }
            guard let permits = change as? any PermitResolving else {
                throw FleetError("not_implemented", .permanent, "this coordinator cannot decide about permits")
            }
            try permits.resolvePermit(intent, remoteID: remote, by: call.actor, reason: reason)
            return .json(JobView.permit(try change.transaction.permit(intent) ?? permit))
        }
    }
}
