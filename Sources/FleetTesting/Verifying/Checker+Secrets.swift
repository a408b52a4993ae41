import FleetCore
import JSON
import Messaging

/// I6 and I7: planted secrets leak nowhere; nothing of one tenant shows up at another.
extension Checker {
    mutating func checkPrivacy() {
        for object in ledgers.objects {
            verdict.expect(object.leaks.isEmpty, .privacy, "leaked_canary", "\(object.key) contains \(object.leaks.count) planted texts")
        }
        guard !expectations.canaries.isEmpty else { return }
        for record in ledgers.records where FleetTopics.tenant(ofJobTopic: record.topic) == nil {
            // A dead letter keeps the sender's own bytes; why it was refused must not quote them.
            let isLetter = record.topic == FleetTopics.deadLetters
            leak(in: (isLetter ? "" : record.body) + record.headers.map { "\($0)=\($1)" }.sorted().joined(separator: "\n"), at: record.place)
        }
        for row in ledgers.rows where !(row.table == "outbox" && row.text("topic") == FleetTopics.deadLetters) {
            leak(in: JSONWriter.canonical.text(row.values), at: "a row of \(row.table)")
        }
        for text in ledgers.texts { leak(in: text.text, at: text.place) }
    }

    private mutating func leak(in text: String, at place: String) {
        for (index, canary) in expectations.canaries.enumerated() {
            verdict.expect(!text.contains(canary), .privacy, "leaked_canary", "planted text \(index) stands in \(place)")
        }
    }

    mutating func checkTenants() {
        let owners = store.jobs.mapValues { $0.text("tenant") }
        let tasks = Dictionary(store["tasks"].map { ($0.text("id"), $0.text("tenant")) }, uniquingKeysWith: { first, _ in first })
        for row in ledgers.rows where row.values["tenant"]?.string != nil && !row.isNull("job_id") {
            guard let owner = owners[row.text("job_id")] else { continue }
            verdict.expect(
                row.text("tenant") == owner, .tenants, "cross_tenant_row",
                "a row of \(row.table) of the tenant \(row.text("tenant")) belongs to \(row.text("job_id")) of \(owner)")
        }
        for record in ledgers.records {
            guard let tenant = Self.tenant(of: record.topic), let job = record.json?["job_id"]?.string, let owner = owners[job] else { continue }
            verdict.expect(
                tenant == owner, .tenants, "cross_tenant_record", "\(record.place) tells of \(job) of the tenant \(owner)")
        }
        let permits = Dictionary(store["permits"].map { ($0.text("intent_key"), $0.text("tenant")) }, uniquingKeysWith: { first, _ in first })
        for call in ledgers.calls {
            guard let tenant = call.tenant, let owner = call.intent.flatMap({ permits[$0] }) else { continue }
            verdict.expect(
                tenant == owner, .tenants, "cross_tenant_call", "\(call.intent ?? "") of \(owner) was called for with \(tenant)'s credential")
        }
        checkReach(owners, tasks)
        checkMarks()
    }

    /// What an output names lies under the job of its own tenant.
    private mutating func checkReach(_ owners: [String: String], _ tasks: [String: String]) {
        for task in store["tasks"] {
            for reference in Self.references(in: task.parsed("output")) {
                let parts = reference.key.split(separator: "/")
                guard parts.count > 2, parts[0] == "jobs", let owner = owners[String(parts[1])] else { continue }
                verdict.expect(
                    owner == tasks[task.text("id")], .tenants, "cross_tenant_object",
                    "\(task.text("id")) names \(reference.key) of the tenant \(owner)")
            }
        }
    }

    /// A text that only one tenant's data contain stands with nobody else.
    private mutating func checkMarks() {
        guard !expectations.tenantMarks.isEmpty else { return }
        for row in ledgers.rows {
            if let tenant = row.values["tenant"]?.string { foreign(JSONWriter.canonical.text(row.values), tenant, "a row of \(row.table)") }
        }
        for record in ledgers.records { if let tenant = Self.tenant(of: record.topic) { foreign(record.body, tenant, record.place) } }
        for text in ledgers.texts { if let tenant = text.tenant { foreign(text.text, tenant, text.place) } }
    }

    private mutating func foreign(_ text: String, _ tenant: String, _ place: String) {
        for (owner, marks) in expectations.tenantMarks where owner != tenant {
            verdict.expect(!marks.contains { text.contains($0) }, .tenants, "cross_tenant_text", "\(place) of \(tenant) contains a text of \(owner)")
        }
    }

    /// Whose a topic of statuses or events is.
    static func tenant(of topic: String) -> String? {
        for suffix in [".status", ".events"] where topic.hasSuffix(suffix) {
            let base = String(topic.dropLast(suffix.count))
            return FleetTopics.tenant(ofJobTopic: suffix == ".status" ? base : base + ".jobs")?.rawValue
        }
        return nil
    }
}
