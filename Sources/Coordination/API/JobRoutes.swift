import FleetCore
import HTTP
import JSON
import JobDocument
import Persistence

/// Jobs over HTTP. Another tenant's job is not there for the caller.
struct JobRoutes: Sendable {
    let api: APISurroundings

    private static let pollInterval = Duration.milliseconds(250)

    var all: [HTTPRoute] {
        [
            APIRoute.make(.post, "/v1/jobs", "submitJob", .submitter, requestSchema: "job", submit),
            APIRoute.make(.get, "/v1/jobs", "listJobs", .reader, list),
            APIRoute.make(.get, "/v1/jobs/{id}", "showJob", .reader, show),
            APIRoute.make(.get, "/v1/jobs/{id}/wait", "waitForJob", .reader, wait),
            APIRoute.make(.get, "/v1/jobs/{id}/events", "streamJobEvents", .reader, events),
            APIRoute.make(.get, "/v1/jobs/{id}/logs", "readJobLogs", .reader, logs),
            APIRoute.make(.post, "/v1/jobs/{id}/cancel", "cancelJob", .submitter) { call in
                try await self.control(call) { try $0.cancel($1, by: call.actor, cause: try self.reason(call)) }
            },
            APIRoute.make(.post, "/v1/jobs/{id}/pause", "pauseJob", .submitter) { call in
                try await self.control(call) { try $0.pause($1, by: call.actor) }
            },
            APIRoute.make(.post, "/v1/jobs/{id}/resume", "resumeJob", .submitter) { call in
                try await self.control(call) { try $0.resume($1, by: call.actor) }
            },
            APIRoute.make(.post, "/v1/jobs/{id}/retry", "retryJob", .submitter, retry),
        ]
    }

    /// The tenant's job.
    /// - Throws: `FleetError` `job_unknown` (rejected).
    static func find(_ id: JobID, of tenant: TenantName, in transaction: StoreTransaction) throws -> JobRow {
        guard let job = try transaction.job(id), job.tenant == tenant else {
            throw FleetError("job_unknown", .rejected, "there is no job \(id.rawValue.prefix(64))", path: "id", hint: "list the jobs")
        }
        return job
    }

    private func sender(_ call: APICall) -> SubmissionDesk.Sender {
        SubmissionDesk.Sender(
            tenant: call.tenant, actor: call.actor, request: ["topic": nil, "partition": nil, "offset": nil, "key": nil, "ce_id": nil],
            trace: call.request.headers["traceparent"], acceptsCamelCase: true, mayOverruleGates: call.isAdministrator)
    }

    private func submit(_ call: APICall) async throws -> HTTPResponse {
        let sender = sender(call)
        let submissions = api.parts.submissions
        let document = try submissions.read(try call.request.json(), of: sender)
        if call.request.query["dry_run"] == "true" {
            let unchecked = submissions.providers.unchecked(of: document.specification).map { JSONValue.string($0) }
            return .json(["valid": true, "unchecked": .array(unchecked), "document": document.canonical])
        }
        return try await api.writing.write("submit over HTTP") { change in
            let receipt = try submissions.submit(document, of: sender, in: change)
            return HTTPResponse.json(try JobView.summary(receipt.job), status: receipt.isNew ? 201 : 200)
        }
    }

    private func list(_ call: APICall) async throws -> HTTPResponse {
        if let key = call.request.query["idempotency_key"] {
            let found = try await api.store.read { try $0.job(tenant: call.tenant, idempotencyKey: key) }
            return .json(["jobs": .array(try [found].compactMap { try $0.map(JobView.summary) }), "cursor": .null])
        }
        var filter = JobFilter(tenant: call.tenant, limit: try call.number("limit", 50, in: 1...200))
        for name in call.request.query.values("state") {
            guard let state = JobState(rawValue: name) else {
                throw FleetError(
                    "unknown_value", .rejected, "there is no such state", path: "state",
                    hint: "use one of \(JobState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            filter.states.insert(state)
        }
        if let label = call.request.query["label"] {
            guard let equals = label.firstIndex(of: "=") else {
                throw FleetError("out_of_range", .rejected, "a label is NAME=VALUE", path: "label")
            }
            filter.label = (String(label[..<equals]), String(label[label.index(after: equals)...]))
        }
        filter.after = try call.request.query["cursor"].map(PageCursor.parse)
        let asked = filter
        let jobs = try await api.store.read { try $0.jobs(asked) }
        let next = jobs.count == filter.limit ? jobs.last.map { JSONValue.string(PageCursor.text(JobCursor($0))) } : nil
        return .json(["jobs": .array(try jobs.map(JobView.summary)), "cursor": next ?? .null])
    }

    private func show(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.job()
        let workers = Set(api.workers().compactMap { $0["id"]?.string.map { WorkerID($0) } })
        return .json(try await api.store.read { try JobView.full(Self.find(id, of: call.tenant, in: $0), in: $0, beating: workers) })
    }

    /// Answers when the job is over, or after the asked time with what it is then.
    private func wait(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.job()
        let text = call.request.query["timeout"] ?? "60s"
        guard let timeout = DurationText.parse(text), timeout <= .seconds(300) else {
            throw FleetError("out_of_range", .rejected, "expected a duration up to 300s", path: "timeout", hint: "write 60s")
        }
        let clock = api.parts.clock
        let end = clock.now() + timeout
        while true {
            let job = try await api.store.read { try Self.find(id, of: call.tenant, in: $0) }
            if job.state.isTerminal || clock.now() >= end { return .json(try JobView.summary(job)) }
            try await clock.sleep(for: Self.pollInterval)
        }
    }

    private func events(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.job()
        _ = try await api.store.read { try Self.find(id, of: call.tenant, in: $0) }
        let last = call.request.headers["Last-Event-ID"].flatMap { Int64($0) } ?? 0
        return .events(JobEventSource(job: id, after: last, store: api.store, clock: api.parts.clock))
    }

    private func logs(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.job()
        let after = Int64(try call.number("after", 0, in: 0...Int.max))
        let limit = try call.number("limit", 500, in: 1...2000)
        let stage = try call.request.query["stage"].map { name in
            guard let stage = StageKind(rawValue: name) else { throw FleetError("unknown_value", .rejected, "there is no such stage", path: "stage") }
            return stage
        }
        let lines = try await api.store.read { transaction in
            _ = try Self.find(id, of: call.tenant, in: transaction)
            return try transaction.logLines(of: id, after: after, limit: limit)
        }
        let shown = lines.filter { stage == nil || $0.stage == stage }.map { line -> JSONValue in
            [
                "id": .integer(line.id), "at": .string(line.at.description), "stage": line.stage.map { .string($0.rawValue) } ?? .null,
                "line": .string(line.line),
            ]
        }
        return .json(["lines": .array(shown), "after": .integer(lines.last?.id ?? after)])
    }

    private func reason(_ call: APICall) throws -> String {
        try call.text("reason", in: try call.body()) ?? "asked for by \(call.actor)"
    }

    private func control(_ call: APICall, _ body: @escaping @Sendable (any JobControl, JobID) throws -> Void) async throws -> HTTPResponse {
        let id = try call.job()
        return try await api.writing.write("control over HTTP") { change in
            _ = try Self.find(id, of: call.tenant, in: change.transaction)
            try body(change, id)
            return .json(try JobView.summary(Self.find(id, of: call.tenant, in: change.transaction)))
        }
    }

    private func retry(_ call: APICall) async throws -> HTTPResponse {
        let id = try call.job()
        let from = try call.text("from", in: try call.body()).map { name in
            guard let stage = StageKind(rawValue: name) else {
                throw FleetError(
                    "unknown_value", .rejected, "there is no such stage", path: "from",
                    hint: "use one of \(StageKind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return stage
        }
        let desk = RerunDesk(submissions: api.parts.submissions)
        let sender = sender(call)
        return try await api.writing.write("retry over HTTP") { change in
            let former = try Self.find(id, of: call.tenant, in: change.transaction)
            return .json(try JobView.summary(try desk.rerun(former, from: from, of: sender, in: change)), status: 201)
        }
    }
}
