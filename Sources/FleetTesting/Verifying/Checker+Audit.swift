import JSON

/// I9: the chain is whole, and what is so now is what the history says.
extension Checker {
    mutating func checkChain() {
        let heads = Dictionary(store["history_heads"].map { ($0.text("tenant"), $0) }, uniquingKeysWith: { first, _ in first })
        for (tenant, rows) in Dictionary(grouping: store["history"], by: { $0.text("tenant") }).sorted(by: { $0.key < $1.key }) {
            let loose = rows.filter { $0.isNull("number") && $0.number("id") > (heads[tenant]?.number("older_through") ?? 0) }
            guard expectations.hasAudit || loose.count < rows.count else { continue }
            verdict.expect(
                loose.isEmpty, .audit, "audit_missing", "\(loose.count) of \(rows.count) transitions of \(tenant) stand outside of its chain")
            guard let head = heads[tenant] else {
                verdict.expect(false, .audit, "broken_chain", "the chain of \(tenant) has no head")
                continue
            }
            checkChain(rows.filter { !$0.isNull("number") }.sorted { $0.number("number") < $1.number("number") }, of: tenant, head)
        }
        for tenant in heads.keys.sorted() where !store["history"].contains(where: { $0.text("tenant") == tenant }) {
            verdict.expect(heads[tenant]?.number("number") == 0, .audit, "broken_chain", "the whole chain of \(tenant) is gone")
        }
    }

    private mutating func checkChain(_ rows: [StoreEntry], of tenant: String, _ head: StoreEntry) {
        var previous = AuditChain.origin(head)
        for (index, row) in rows.enumerated() {
            let place = "\(tenant) record \(row.number("number"))"
            verdict.expect(row.number("number") == Int64(index) + 1, .audit, "broken_chain", "\(place) stands where \(index + 1) belongs")
            verdict.expect(row.text("previous") == previous, .audit, "broken_chain", "\(place) follows on another record than the one before")
            verdict.expect(
                row.text("digest") == AuditChain.digest(of: row, after: row.text("previous")), .audit, "broken_chain",
                "\(place) has another digest than its content")
            previous = row.text("digest")
        }
        verdict.expect(
            head.number("number") == Int64(rows.count) && head.text("digest") == previous, .audit, "broken_chain",
            "the chain of \(tenant) ends with \(rows.count), its head says \(head.number("number"))")
    }

    /// Each transition begins where the one before ended, and the last one ends where the thing is now.
    mutating func checkHistory() {
        for (place, history) in store.histories.sorted(by: { $0.key < $1.key }) {
            for (former, next) in zip(history, history.dropFirst()) where !next.isNull("from_state") {
                verdict.expect(
                    former.text("to_state") == next.text("from_state"), .audit, "history_with_gap",
                    "\(place) became \(former.text("to_state")) and then left \(next.text("from_state"))")
            }
        }
        for job in store["jobs"] { check("job", job.text("id"), of: job.text("id"), is: job.text("state"), since: "submitted") }
        for stage in store["stages"] { check("stage", stage.text("stage"), of: stage.text("job_id"), is: stage.text("state"), since: "pending") }
        for task in store["tasks"] { check("task", task.text("id"), of: task.text("job_id"), is: task.text("state"), since: "queued") }
        for permit in store["permits"] {
            check("permit", permit.text("intent_key"), of: permit.text("job_id"), is: permit.text("state"), since: "none")
        }
    }

    private mutating func check(_ entity: String, _ id: String, of job: String, is state: String, since start: String) {
        let last = store.history(job, entity, id).last?.text("to_state") ?? start
        verdict.expect(last == state, .audit, "unrecorded_change", "\(entity) \(id) of \(job) is \(state), its history says \(last)")
    }
}
