import FleetTesting
import JSON
import Testing

/// One thing that went wrong, written into an honest history: the checker must call it by its name.
struct SeededAnomaly: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let invariant: Invariant
    let anomaly: String
    let spoil: @Sendable (inout Ledgers) -> Void

    init(_ name: String, _ invariant: Invariant, _ anomaly: String, _ spoil: @escaping @Sendable (inout Ledgers) -> Void) {
        testDescription = name
        self.invariant = invariant
        self.anomaly = anomaly
        self.spoil = spoil
    }

    static let all: [SeededAnomaly] = [
        SeededAnomaly("lost job", .nothingLost, "lost_job") { $0.rows.removeAll { $0.table == "jobs" && $0.values["id"] == "job_acme" } },
        SeededAnomaly("two jobs of one wish", .nothingLost, "two_jobs") { ledgers in
            ledgers.rows.append(HonestHistory.row("jobs", ["id": "job_2", "tenant": "acme", "idempotency_key": "wish", "state": "submitted"]))
        },
        SeededAnomaly("job without an end", .nothingLost, "job_without_end") { $0.set("jobs", "id", "job_acme", "state", "running") },
        SeededAnomaly("message not forwarded", .nothingLost, "message_not_forwarded") { ledgers in
            ledgers.rows.append(HonestHistory.row("outbox", ["id": 9, "state": "unsent", "topic": "modelops.control"]))
        },
        SeededAnomaly("skipped message", .nothingLost, "skipped_message") { $0.rows.removeAll { $0.table == "inbox" } },
        SeededAnomaly("unread message", .nothingLost, "unread_message") { $0.rows.removeAll { $0.table == "offsets" } },
        SeededAnomaly("task left over", .nothingLost, "task_left_over") { $0.set("tasks", "id", "task_acme", "state", "queued") },
        SeededAnomaly("terminal state changed", .oneEnd, "terminal_changed") { ledgers in
            ledgers.addHistory("job", "job_acme", from: "succeeded", to: "failed", id: 9000, term: 2)
        },
        SeededAnomaly("aborted event", .oneEnd, "aborted_event") { ledgers in
            ledgers.add(
                "modelops.tenant.acme.events", "modelops.job.failed", ["job_id": "job_acme", "revision": 3, "from": "running", "state": "failed"])
        },
        SeededAnomaly("aborted snapshot", .oneEnd, "aborted_event") { ledgers in
            ledgers.add("modelops.tenant.acme.jobs.status", "modelops.job.paused", ["job_id": "job_acme", "revision": 1, "state": "paused"])
        },
        SeededAnomaly("event told twice", .oneEnd, "event_twice") { ledgers in
            ledgers.add(
                "modelops.events", "modelops.job.succeeded", ["job_id": "job_default", "revision": 2, "from": "running", "state": "succeeded"])
        },
        SeededAnomaly("event never told", .oneEnd, "event_missing") { ledgers in
            ledgers.records.removeAll { $0.topic == "modelops.events" && $0.offset == 1 }
        },
        SeededAnomaly("stale snapshot stays", .oneEnd, "stale_status_stays") { ledgers in
            ledgers.add("modelops.jobs.status", "modelops.job.running", ["job_id": "job_default", "revision": 1, "state": "running"])
        },
        SeededAnomaly("double create", .money, "double_create") { ledgers in
            ledgers.calls.append(ProviderEntry(.create, intent: "intent_acme", tenant: "acme", remote: "ft-2"))
        },
        SeededAnomaly("create without permit", .money, "create_without_permit") { $0.rows.removeAll { $0.table == "permits" } },
        SeededAnomaly("create without intent", .money, "create_without_intent") { $0.calls.append(ProviderEntry(.create, remote: "ft-2")) },
        SeededAnomaly("bought and released", .money, "bought_unknown") { $0.set("permits", "intent_key", "intent_acme", "state", "released") },
        SeededAnomaly("permit left open", .money, "permit_left_open") { $0.set("permits", "intent_key", "intent_acme", "state", "unknown") },
        SeededAnomaly("phantom purchase", .money, "phantom_purchase") { $0.calls.removeAll { $0.operation == .create } },
        SeededAnomaly("wrong cost", .money, "wrong_cost") { $0.set("permits", "intent_key", "intent_acme", "spent_micros", 6) },
        SeededAnomaly("books differ", .money, "books_differ") { $0.set("jobs", "id", "job_acme", "spent_micros", 70) },
        SeededAnomaly("object missing", .artifacts, "object_missing") { $0.objects.removeAll { $0.key.contains("2-exec_b") } },
        SeededAnomaly("object replaced", .artifacts, "digest_differs") { $0.objects[0].sha256 = String(repeating: "cd", count: 32) },
        SeededAnomaly("other bytes in another run", .artifacts, "bytes_differ") { $0.objects[1].sha256 = String(repeating: "cd", count: 32) },
        SeededAnomaly("orphan visible", .artifacts, "orphan_visible") { ledgers in
            ledgers.replace(in: "tasks", "task_acme", "output", "2-exec_b", with: "1-exec_a")
        },
        SeededAnomaly("manifest without shard", .artifacts, "object_missing") { ledgers in
            ledgers.objects[0].references = [.init(key: "jobs/job_default/task_default/2-exec_b/part", sha256: "ab", bytes: 1)]
        },
        SeededAnomaly("stale write accepted: a deposed reign", .fencing, "stale_write") { ledgers in
            ledgers.addHistory("alias", "production", from: nil, to: "v1", id: 9000, term: 1)
        },
        SeededAnomaly("stale write accepted: an old attempt", .fencing, "stale_write") { ledgers in
            ledgers.set("attempts", "execution", "exec_a", "outcome", "completed")
            ledgers.set("attempts", "execution", "exec_b", "outcome", "lease expired")
        },
        SeededAnomaly("stale write accepted: another execution", .fencing, "stale_write") { ledgers in
            ledgers.set("attempts", "execution", "exec_b", "execution", "exec_c")
        },
        SeededAnomaly("permit granted twice", .fencing, "permit_granted_twice") { ledgers in
            ledgers.add(
                "modelops.control", "modelops.permit.granted",
                ["intent": "intent_acme", "token": ["task_id": "task_acme", "attempt": 1, "execution": "exec_a"]])
        },
        SeededAnomaly("leaked canary in a message", .privacy, "leaked_canary") { ledgers in
            ledgers.add("modelops.results", "modelops.worker.beat", ["lines": ["card 4111 1111 1111 1111"]])
        },
        SeededAnomaly("leaked canary in a row", .privacy, "leaked_canary") { $0.set("jobs", "id", "job_acme", "error", "4111 1111 1111 1111") },
        SeededAnomaly("leaked canary in a log", .privacy, "leaked_canary") { ledgers in
            ledgers.texts.append(ObservedText(place: "log", text: "read 4111 1111 1111 1111"))
        },
        SeededAnomaly("leaked canary in an object", .privacy, "leaked_canary") { $0.objects[0].leaks = ["card"] },
        SeededAnomaly("cross-tenant row", .tenants, "cross_tenant_row") { $0.set("tasks", "id", "task_acme", "tenant", "default") },
        SeededAnomaly("cross-tenant record", .tenants, "cross_tenant_record") { ledgers in
            ledgers.add("modelops.jobs.status", "modelops.job.succeeded", ["job_id": "job_acme", "revision": 2, "state": "succeeded"])
        },
        SeededAnomaly("cross-tenant call", .tenants, "cross_tenant_call") { $0.calls[0].tenant = "acme" },
        SeededAnomaly("cross-tenant object", .tenants, "cross_tenant_object") { ledgers in
            ledgers.replace(in: "tasks", "task_acme", "output", "job_acme", with: "job_default")
        },
        SeededAnomaly("cross-tenant text", .tenants, "cross_tenant_text") { ledgers in
            ledgers.texts.append(ObservedText(place: "an answer", tenant: "default", text: "see mark-of-acme"))
        },
        SeededAnomaly("figure beyond its limit", .bounds, "beyond_limit") { $0.figures[0].value = 65 },
        SeededAnomaly("too many failures", .bounds, "too_many_failures") { $0.set("tasks", "id", "task_acme", "failures", 4) },
        SeededAnomaly("audit record edited", .audit, "broken_chain") { $0.setHistory(1006, "cause", "nothing") },
        SeededAnomaly("audit record edited with its digest", .audit, "broken_chain") { ledgers in
            ledgers.setHistory(1006, "cause", "nothing")
            guard let row = ledgers.rows.first(where: { $0.table == "history" && $0.values["id"] == 1006 }) else { return }
            ledgers.setHistory(1006, "digest", .string(AuditChain.digest(of: row, after: row.values["previous"]?.string ?? "")))
        },
        SeededAnomaly("audit record removed", .audit, "broken_chain") { $0.rows.removeAll { $0.table == "history" && $0.values["id"] == 1006 } },
        SeededAnomaly("audit chain cut at its end", .audit, "broken_chain") {
            $0.rows.removeAll { $0.table == "history" && $0.values["id"] == 2024 }
        },
        SeededAnomaly("audit chain gone", .audit, "broken_chain") { ledgers in
            ledgers.rows.removeAll { $0.table == "history" && $0.values["tenant"] == "acme" }
        },
        SeededAnomaly("audit head removed", .audit, "broken_chain") { $0.rows.removeAll { $0.table == "history_heads" } },
        SeededAnomaly("transition outside of the chain", .audit, "audit_missing") { ledgers in
            ledgers.addHistory("alias", "production", from: nil, to: "v1", id: 9000, term: 2)
        },
        SeededAnomaly("history with a gap", .audit, "history_with_gap") { ledgers in
            ledgers.rows.removeAll { $0.table == "history" && $0.values["job_id"] == "job_acme" && $0.values["to_state"] == "granted" }
        },
        SeededAnomaly("change without a record", .audit, "unrecorded_change") { $0.set("stages", "job_id", "job_acme", "state", "failed") },
    ]
}

extension Ledgers {
    fileprivate mutating func set(_ table: String, _ keyColumn: String, _ key: JSONValue, _ column: String, _ value: JSONValue) {
        guard let index = rows.firstIndex(where: { $0.table == table && $0.values[keyColumn] == key }) else { return }
        guard case .object(var object) = rows[index].values else { return }
        object[column] = value
        rows[index].values = .object(object)
    }

    fileprivate mutating func setHistory(_ id: Int64, _ column: String, _ value: JSONValue) { set("history", "id", .integer(id), column, value) }

    fileprivate mutating func replace(in table: String, _ id: String, _ column: String, _ text: String, with other: String) {
        guard let row = rows.first(where: { $0.table == table && $0.values["id"] == .string(id) }), let before = row.values[column]?.string else {
            return
        }
        set(table, "id", .string(id), column, .string(before.split(separator: text, omittingEmptySubsequences: false).joined(separator: other)))
    }

    fileprivate mutating func addHistory(_ entity: String, _ id: String, from: String?, to: String, id number: Int64, term: Int64) {
        rows.append(
            HonestHistory.row(
                "history",
                [
                    "id": .integer(number), "tenant": "acme", "job_id": "job_acme", "entity": .string(entity), "entity_id": .string(id),
                    "from_state": from.map { .string($0) } ?? .null, "to_state": .string(to), "cause": "late", "term": .integer(term),
                ]))
    }

    fileprivate mutating func add(_ topic: String, _ type: String, _ body: JSONObject) {
        records.append(
            RecordEntry(
                topic: topic, partition: 0, offset: 100, key: nil, headers: ["ce_type": type, "ce_id": "added", "ce_source": "/test"],
                body: JSONWriter.compact.text(.object(body))))
    }
}
