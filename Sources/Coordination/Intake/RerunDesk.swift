import FleetCore
import JSON
import JobDocument
import Persistence

/// Runs a finished job again as a new one that takes over the stages before the failed (or the asked) one: their inputs are the same.
struct RerunDesk: Sendable {
    let submissions: SubmissionDesk

    /// - Parameter from: the first stage to be done again; nil: the first that did not succeed.
    /// - Throws: `FleetError` (rejected) `state_conflict` for a job that is not over.
    func rerun(_ former: JobRow, from: StageKind?, of sender: SubmissionDesk.Sender, in change: any JobControl) throws -> JobRow {
        guard former.state.isTerminal else {
            throw FleetError(
                "state_conflict", .rejected, "the job is \(former.state.rawValue): only a finished one is run again", hint: "cancel it first")
        }
        guard case .object(var object) = try JSONReader.parse(former.document) else {
            throw FleetError("job_document_invalid", .bug, "the stored document of \(former.id) is no object")
        }
        // The key stays with the first job: this one is another, and its own new intents are paid for anew.
        object["idempotency_key"] = nil
        let document = try submissions.read(.object(object), of: sender)
        let stages = try change.transaction.stages(of: former.id)
        return try submissions.make(document, of: sender, rerunOf: former.id, reused: Self.reusable(stages, from: from), in: change)
    }

    /// Stages that are over, come before `from`, and stand on nothing but such stages.
    static func reusable(_ stages: [StageRow], from: StageKind?) -> [StageRow] {
        var reused: [StageRow] = []
        for entry in StageGraph.stages {
            guard let stage = stages.first(where: { $0.stage == entry.stage }), stage.state == .succeeded || stage.state == .skipped else { continue }
            if let from, stage.stage >= from { continue }
            if entry.after.allSatisfy({ before in reused.contains { $0.stage == before } }) { reused.append(stage) }
        }
        // With everything reused nothing would run: what the coordinator does itself is done again.
        return reused.count == stages.count ? reused.filter { $0.stage.work != nil } : reused
    }
}
