import Messaging

/// I1: nothing is lost.
extension Checker {
    /// Every acknowledged wish became one job, which has ended; an indeterminate one became one or none, a refused one none.
    mutating func checkJobs() {
        let jobs = Dictionary(grouping: store["jobs"]) { "\($0.text("tenant"))/\($0.text("idempotency_key"))" }
        for (wish, submits) in Dictionary(grouping: ledgers.submits, by: { "\($0.tenant)/\($0.key)" }).sorted(by: { $0.key < $1.key }) {
            let found = jobs[wish] ?? []
            if submits.contains(where: { $0.answer == .acknowledged }) {
                verdict.expect(!found.isEmpty, .nothingLost, "lost_job", "\(wish) was acknowledged, and there is no such job")
            } else if submits.allSatisfy({ $0.answer == .refused }) {
                verdict.expect(found.isEmpty, .nothingLost, "refused_job", "\(wish) was refused, and there is a job")
            }
            verdict.expect(found.count <= 1, .nothingLost, "two_jobs", "\(wish) became \(found.count) jobs")
            for told in Set(submits.compactMap(\.job)).sorted() {
                verdict.expect(found.contains { $0.text("id") == told }, .nothingLost, "lost_job", "\(wish) was told \(told), which is not there")
            }
        }
        guard expectations.isSettled else { return }
        for job in store["jobs"] {
            let state = job.text("state")
            verdict.expect(
                StoreView.ends["job"]?.contains(state) == true, .nothingLost, "job_without_end",
                "\(job.text("id")) is \(state) (\(job.text("waiting_reason"))) after everything was healed")
        }
        for message in store.unsent {
            verdict.expect(false, .nothingLost, "message_not_forwarded", "outbox \(message.number("id")) for \(message.text("topic"))")
        }
        let unfinished = store["tasks"].filter { StoreView.ends["task"]?.contains($0.text("state")) != true }
        for task in unfinished {
            let ended = StoreView.ends["job"]?.contains(store.jobs[task.text("job_id")]?.text("state") ?? "") == true
            verdict.expect(!ended, .nothingLost, "task_left_over", "\(task.text("id")) is \(task.text("state")), and its job has ended")
        }
    }

    /// Every record of a job topic behind which the reading stands was handled: as a job, a command, or with an answer.
    mutating func checkMessages() {
        let handled = Set(store["inbox"].map { $0.text("message_id") })
        var positions: [String: Int64] = [:]
        for row in store["offsets"] { positions["\(row.text("topic"))[\(row.number("partition"))]"] = row.number("next_offset") }
        let newest = ledgers.records.map(\.incarnation).max() ?? 0
        for record in ledgers.records where record.incarnation == newest && FleetTopics.tenant(ofJobTopic: record.topic) != nil {
            let position = positions["\(record.topic)[\(record.partition)]"] ?? 0
            if record.offset < position {
                verdict.expect(
                    !handled.isDisjoint(with: record.identities), .nothingLost, "skipped_message", "\(record.place) was passed and never handled")
            } else if expectations.isSettled {
                verdict.expect(false, .nothingLost, "unread_message", "\(record.place) is not read, the reading stands at \(position)")
            }
        }
    }
}
