import JSON

/// I9: the chain is whole, and what is so now is what the history says.
extension Checker {
    mutating func checkChain() {
        for (tenant, entries) in Dictionary(grouping: ledgers.audit, by: \.tenant).sorted(by: { $0.key < $1.key }) {
            var previous = ""
            for (index, entry) in entries.sorted(by: { $0.sequence < $1.sequence }).enumerated() {
                let place = "\(tenant) entry \(entry.sequence)"
                verdict.expect(entry.sequence == Int64(index) + 1, .audit, "broken_chain", "\(place) stands where \(index + 1) belongs")
                verdict.expect(entry.previous == previous, .audit, "broken_chain", "\(place) follows on another entry than the one before")
                verdict.expect(
                    entry.digest == AuditEntry.digest(previous: entry.previous, inputs: entry.inputs), .audit, "broken_chain",
                    "\(place) has another digest than its content")
                previous = entry.digest
            }
        }
        guard expectations.hasAudit else { return }
        for (tenant, rows) in Dictionary(grouping: store["history"], by: { $0.text("tenant") }).sorted(by: { $0.key < $1.key }) {
            let count = ledgers.audit.filter { $0.tenant == tenant }.count
            verdict.expect(count == rows.count, .audit, "audit_missing", "\(tenant) has \(rows.count) transitions and \(count) entries in its chain")
        }
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
