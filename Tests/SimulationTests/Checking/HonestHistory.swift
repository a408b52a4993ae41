import FleetTesting
import JSON

/// The ledgers of a run in which everything went right: two tenants, a task that needed two attempts, one purchase.
enum HonestHistory {
    static var ledgers: Ledgers {
        var ledgers = Ledgers()
        for tenant in ["default", "acme"] { add(tenant, &ledgers) }
        ledgers.figures = [BoundedFigure(name: "open descriptors", value: 40, limit: 64)]
        ledgers.rows += [row("terms", ["number": 1, "holder": "a"]), row("terms", ["number": 2, "holder": "b"])]
        return ledgers
    }

    static var expectations: Expectations {
        Expectations(
            isStatusTailed: true, canaries: ["4111 1111 1111 1111"], tenantMarks: ["default": ["mark-of-default"], "acme": ["mark-of-acme"]],
            maximumFailures: 3, hasAudit: true)
    }

    static func row(_ table: String, _ values: JSONObject) -> StoreEntry { StoreEntry(table: table, values: .object(values)) }

    private static func add(_ tenant: String, _ ledgers: inout Ledgers) {
        let job = "job_\(tenant)"
        let task = "task_\(tenant)"
        let intent = "intent_\(tenant)"
        let prefix = tenant == "default" ? "modelops." : "modelops.tenant.\(tenant)."
        ledgers.submits.append(SubmitEntry(tenant: tenant, key: "wish", answer: .acknowledged, job: job))
        ledgers.submits.append(SubmitEntry(tenant: tenant, key: "perhaps", answer: .indeterminate))

        let key = "jobs/\(job)/\(task)/2-exec_b/shard"
        let reference: JSONValue = ["key": .string(key), "sha256": .string(digest), "bytes": 5]
        let fields: JSONObject = ["tenant": .string(tenant), "job_id": .string(job)]
        func owned(_ table: String, _ values: JSONObject) -> StoreEntry {
            var all = fields
            for member in values { all[member.key] = member.value }
            return row(table, all)
        }
        ledgers.rows += [
            row(
                "jobs",
                [
                    "id": .string(job), "tenant": .string(tenant), "idempotency_key": "wish", "state": "succeeded", "revision": 2,
                    "spent_micros": 7, "reserved_micros": 0, "document": .string("mark-of-\(tenant)"),
                ]),
            owned("stages", ["stage": "train", "state": "succeeded"]),
            owned(
                "tasks",
                [
                    "id": .string(task), "state": "completed", "attempt": 2, "failures": 1,
                    "output": .string(JSONWriter.compact.text(["model": reference])),
                ]),
            row("attempts", ["task_id": .string(task), "number": 1, "execution": "exec_a", "outcome": "lease expired"]),
            row("attempts", ["task_id": .string(task), "number": 2, "execution": "exec_b", "outcome": "completed"]),
            owned("permits", ["intent_key": .string(intent), "state": "settled", "spent_micros": 7, "reserved_micros": 0]),
            row("inbox", ["message_id": .string("\(tenant)/ce_1"), "tenant": .string(tenant)]),
            row("offsets", ["topic": .string(prefix + "jobs"), "partition": 0, "next_offset": 1]),
        ]
        history(tenant, job, task, intent, &ledgers)
        messages(tenant, job, task, intent, prefix, &ledgers)
        ledgers.calls += [
            ProviderEntry(.search, intent: intent, tenant: tenant), ProviderEntry(.create, intent: intent, tenant: tenant, remote: "ft-\(tenant)"),
            ProviderEntry(.poll, intent: intent, tenant: tenant, remote: "ft-\(tenant)", chargedMicros: 7),
        ]
        ledgers.objects += [
            ObjectEntry(key: key, bytes: 5, sha256: digest, name: "\(tenant) shard"),
            ObjectEntry(key: "jobs/\(job)/\(task)/1-exec_a/shard", bytes: 5, sha256: digest, name: "\(tenant) shard"),
        ]
        ledgers.texts.append(ObservedText(place: "log of \(tenant)", tenant: tenant, text: "mark-of-\(tenant): done"))
    }

    private static let digest = String(repeating: "ab", count: 32)

    private static func history(_ tenant: String, _ job: String, _ task: String, _ intent: String, _ ledgers: inout Ledgers) {
        let moves: [(String, String, String?, String, Int64)] = [
            ("job", job, "submitted", "running", 1), ("stage", "train", "pending", "running", 1), ("permit", intent, "none", "reserved", 1),
            ("task", task, "queued", "dispatched", 1), ("task", task, "dispatched", "accepted", 1), ("task", task, "accepted", "queued", 2),
            ("task", task, "queued", "dispatched", 2), ("task", task, "dispatched", "accepted", 2), ("permit", intent, "reserved", "granted", 2),
            ("permit", intent, "granted", "settled", 2), ("task", task, "accepted", "completed", 2), ("stage", "train", "running", "succeeded", 2),
            ("job", job, "running", "succeeded", 2),
        ]
        var head: JSONObject = ["tenant": .string(tenant), "number": .integer(Int64(moves.count)), "older_through": 0, "older_count": 0]
        var previous = AuditChain.origin(row("history_heads", head))
        for (index, move) in moves.enumerated() {
            // The tenants' work is interleaved: reigns are counted over all of it.
            let id = move.4 * 1000 + Int64(index) * 2 + (tenant == "acme" ? 1 : 0)
            var values: JSONObject = [
                "id": .integer(id), "tenant": .string(tenant), "job_id": .string(job), "entity": .string(move.0), "entity_id": .string(move.1),
                "from_state": move.2.map { .string($0) } ?? .null, "to_state": .string(move.3), "cause": "work", "actor": "coordinator",
                "term": .integer(move.4), "at": .integer(id), "number": .integer(Int64(index) + 1), "previous": .string(previous),
            ]
            previous = AuditChain.digest(of: row("history", values), after: previous)
            values["digest"] = .string(previous)
            ledgers.rows.append(row("history", values))
        }
        head["digest"] = .string(previous)
        ledgers.rows.append(row("history_heads", head))
    }

    private static func messages(
        _ tenant: String, _ job: String, _ task: String, _ intent: String, _ prefix: String, _ ledgers: inout Ledgers
    ) {
        func text(_ object: JSONObject) -> String { JSONWriter.compact.text(.object(object)) }
        func record(_ topic: String, _ offset: Int64, _ type: String, _ id: String, _ body: JSONObject, _ ids: [String] = []) -> RecordEntry {
            RecordEntry(
                topic: topic, partition: 0, offset: offset, key: job, headers: ["ce_type": type, "ce_id": id, "ce_source": "/test"],
                body: text(body), identities: ids)
        }
        let token: JSONValue = ["task_id": .string(task), "attempt": 2, "execution": "exec_b"]
        ledgers.records += [
            record(prefix + "jobs", 0, "modelops.job.submit", "1", ["idempotency_key": "wish"], ["\(tenant)/ce_1"]),
            record("modelops.results", 0, "modelops.task.completed", "r\(tenant)", ["token": token]),
            record("modelops.control", 0, "modelops.permit.granted", "g\(tenant)", ["token": token, "intent": .string(intent)]),
        ]
        for (revision, from, state) in [(Int64(1), "submitted", "running"), (2, "running", "succeeded")] {
            let isOver = state == "succeeded"
            ledgers.records += [
                record(
                    prefix + "jobs.status", revision - 1, "modelops.job.\(state)", "s\(tenant)\(revision)",
                    ["job_id": .string(job), "revision": .integer(revision), "state": .string(state), "terminal": .bool(isOver)]),
                record(
                    prefix + "events", revision - 1, "modelops.job.\(state)", "e\(tenant)\(revision)",
                    ["job_id": .string(job), "revision": .integer(revision), "from": .string(from), "state": .string(state)]),
            ]
        }
    }
}
