import JSON

/// I5: nothing counts that a deposed reign or a stale execution wrote.
extension Checker {
    /// Terms never go back in the order of writing, and each began once.
    mutating func checkTerms() {
        let known = Set(store["terms"].map { $0.number("number") })
        var highest: Int64 = 0
        for row in store["history"].sorted(by: { $0.number("id") < $1.number("id") }) {
            let term = row.number("term")
            guard term > 0 else { continue }
            verdict.expect(
                term >= highest, .fencing, "stale_write", "history \(row.number("id")) was written in term \(term), after one of term \(highest)")
            if !known.isEmpty { verdict.expect(known.contains(term), .fencing, "unknown_term", "history \(row.number("id")) names the term \(term)") }
            highest = max(highest, term)
        }
    }

    /// Attempts follow each other, only the last counts, and its result was said by the execution that was bound.
    mutating func checkExecutions() {
        var said: [String: Set<String>] = [:]
        var granted: [String: Set<String>] = [:]
        for record in ledgers.records {
            switch record.type {
            case "modelops.task.completed":
                guard let token = record.json?["token"], let task = token["task_id"]?.string else { continue }
                said["\(task)/\(token["attempt"]?.integer ?? 0)", default: []].insert(token["execution"]?.string ?? "")
            case "modelops.permit.granted":
                guard let body = record.json, let token = body["token"], let intent = body["intent"]?.string else { continue }
                granted[intent, default: []].insert("\(token["attempt"]?.integer ?? 0)/\(token["execution"]?.string ?? "")")
            default: continue
            }
        }
        let attempts = Dictionary(grouping: store["attempts"]) { $0.text("task_id") }
        for task in store["tasks"] {
            let id = task.text("id")
            let own = (attempts[id] ?? []).sorted { $0.number("number") < $1.number("number") }
            verdict.expect(
                own.map { $0.number("number") } == Array(1..<(task.number("attempt") + 1)), .fencing, "attempts_with_gaps",
                "\(id) is at attempt \(task.number("attempt")) and has \(own.map { $0.number("number") })")
            let completed = own.filter { $0.text("outcome") == "completed" }
            let isCompleted = task.text("state") == "completed"
            // A task that a search or a person ended is completed by another cause.
            verdict.expect(
                completed.count <= 1 && (completed.isEmpty || isCompleted), .fencing, "stale_write",
                "\(id) is \(task.text("state")) and has \(completed.count) completed attempts")
            guard let last = completed.last else { continue }
            verdict.expect(
                last.number("number") == task.number("attempt"), .fencing, "stale_write",
                "\(id): attempt \(last.number("number")) counted, and \(task.number("attempt")) had been dispatched")
            guard expectations.hasAllRecords else { continue }
            verdict.expect(
                said["\(id)/\(last.number("number"))"]?.contains(last.text("execution")) == true, .fencing, "stale_write",
                "\(id): the result of attempt \(last.number("number")) counted, and its execution \(last.text("execution")) never said one")
        }
        let returns = store["history"].filter {
            $0.text("entity") == "permit" && $0.text("to_state") == "reserved" && ["granted", "unknown"].contains($0.text("from_state"))
        }
        let returned = Dictionary(grouping: returns) { $0.text("entity_id") }.mapValues(\.count)
        for (intent, holders) in granted.sorted(by: { $0.key < $1.key }) {
            let count = returned[intent] ?? 0
            verdict.expect(
                holders.count <= count + 1, .fencing, "permit_granted_twice",
                "\(intent) was granted to \(holders.sorted()) and came back \(count) times")
        }
    }
}
