import JSON

/// I2: one end, told once, and nothing told that was not committed.
extension Checker {
    /// After an end nothing follows.
    mutating func checkEnds() {
        for (place, history) in store.histories.sorted(by: { $0.key < $1.key }) {
            guard let entity = history.first?.text("entity"), let ends = StoreView.ends[entity] else { continue }
            // What a person says of a permit is no end: the call may still have been made.
            let rest = history.drop { !ends.contains($0.text("to_state")) || (entity == "permit" && $0.text("from_state") == "needs_review") }
                .dropFirst()
            verdict.expect(
                rest.isEmpty, .oneEnd, "terminal_changed",
                "\(place) had ended, then: \(rest.map { "\($0.text("from_state")) → \($0.text("to_state")) (\($0.text("cause")))" }.joined(separator: ", "))"
            )
        }
    }

    /// Events say what the history says: each transition of a job once (after a reader left out repetitions), and no other.
    mutating func checkEvents() {
        struct Told { var move: String, revision: Int64, identity: String }
        var told: [String: [Told]] = [:]
        var seen: Set<String> = []
        for record in ledgers.records where record.topic.hasSuffix(".events") && record.type.hasPrefix("modelops.job.") {
            guard let body = record.json, let job = body["job_id"]?.string, let state = body["state"]?.string, let from = body["from"]?.string else {
                continue
            }
            guard seen.insert(record.identity).inserted else {
                verdict.remark("events that stand twice on the topic")
                continue
            }
            told[job, default: []].append(Told(move: "\(from) → \(state)", revision: body["revision"]?.integer ?? 0, identity: record.identity))
        }
        for job in Set(told.keys).union(store.jobs.keys).sorted() {
            let moves = (told[job] ?? []).sorted { ($0.revision, $0.identity) < ($1.revision, $1.identity) }
            let committed = store.history(job, "job", job).map { "\($0.text("from_state")) → \($0.text("to_state"))" }
            var open = committed
            for move in moves {
                let index = open.firstIndex(of: move.move)
                verdict.expect(
                    index != nil, .oneEnd, committed.contains(move.move) ? "event_twice" : "aborted_event",
                    "\(job): the event \(move.move) (revision \(move.revision)) tells of no committed transition that was not told before")
                if let index { open.remove(at: index) }
            }
            let isAllSent = !store.unsent.contains { $0.text("job_id") == job }
            if expectations.hasAllRecords, isAllSent, !open.isEmpty {
                verdict.expect(false, .oneEnd, "event_missing", "\(job): never told: \(open.joined(separator: ", "))")
            }
        }
    }

    /// Snapshots: after a terminal one no other state; no revision that the store does not know; the newest is the store's.
    mutating func checkSnapshots() {
        struct Snapshot { var revision: Int64, state: String, isTerminal: Bool, record: RecordEntry }
        var snapshots: [String: [Snapshot]] = [:]
        for record in ledgers.records where record.topic.hasSuffix("jobs.status") {
            guard let body = record.json, let job = body["job_id"]?.string else { continue }
            snapshots[job, default: []].append(
                Snapshot(
                    revision: body["revision"]?.integer ?? 0, state: body["state"]?.string ?? "", isTerminal: body["terminal"]?.boolean ?? false,
                    record: record))
        }
        let newest = ledgers.records.map(\.incarnation).max() ?? 0
        // What the broker does not take for good is an operator's matter, who is told.
        let refused = Set(store["outbox"].filter { $0.text("state") == "parked" }.map { $0.text("job_id") })
        for (job, all) in snapshots.sorted(by: { $0.key < $1.key }) {
            guard let row = store.jobs[job] else {
                verdict.expect(false, .oneEnd, "aborted_event", "a status tells of the job \(job), which the store does not have")
                continue
            }
            let sorted = all.sorted { $0.revision < $1.revision }
            let states = Set(store.history(job, "job", job).flatMap { [$0.text("from_state"), $0.text("to_state")] }).union([row.text("state")])
            for (former, next) in zip(sorted, sorted.dropFirst()) {
                let isSame = former.state == next.state
                verdict.expect(
                    !former.isTerminal || isSame, .oneEnd, "terminal_changed", "\(job): \(former.state), then \(next.state) on \(next.record.place)")
                verdict.expect(
                    isSame || former.revision != next.revision, .oneEnd, "revision_twice", "\(job): two states of revision \(next.revision)")
            }
            for snapshot in sorted {
                verdict.expect(
                    snapshot.revision <= row.number("revision") && states.contains(snapshot.state), .oneEnd, "aborted_event",
                    "\(snapshot.record.place): \(job) \(snapshot.state) revision \(snapshot.revision) was never committed")
            }
            guard expectations.isSettled, expectations.isStatusTailed, !refused.contains(job),
                let last = all.last(where: { $0.record.incarnation == newest })
            else {
                continue
            }
            verdict.expect(
                last.revision == row.number("revision"), .oneEnd, "stale_status_stays",
                "\(job): \(last.record.place) shows revision \(last.revision) (\(last.state)), the job's is \(row.number("revision"))")
        }
    }
}
