import FleetCore
import JSON
import Persistence

/// A job as the interface shows it: its snapshot, and what only the interface tells.
enum JobView {
    static func summary(_ job: JobRow) throws -> JSONValue {
        var object = try StatusSnapshot.of(job)
        object["schema"] = nil
        object["name"] = .string(job.name)
        object["created_at"] = .string(job.createdAt.description)
        object["updated_at"] = .string(job.updatedAt.description)
        object["finished_at"] = job.finishedAt.map { .string($0.description) } ?? .null
        object["rerun_of"] = job.rerunOf.map { .string($0.rawValue) } ?? .null
        return .object(object)
    }

    /// - Parameter beating: the workers that are heard of.
    static func full(_ job: JobRow, in transaction: StoreTransaction, beating: Set<WorkerID>) throws -> JSONValue {
        guard case .object(var object) = try summary(job) else { return .null }
        object["document"] = try JSONReader.parse(job.document)
        object["stages"] = .array(try transaction.stages(of: job.id).map { try stage($0, of: job, in: transaction) })
        object["permits"] = .array(try transaction.permits(of: job.id).map(permit))
        object["why"] = .string(try lost(job, in: transaction, beating: beating) ?? why(job))
        return .object(object)
    }

    static func permit(_ permit: PermitRow) -> JSONValue {
        [
            "intent": .string(permit.intentKey.rawValue), "job_id": .string(permit.job.rawValue), "state": .string(permit.state),
            "create_number": .integer(Int64(permit.createNumber)),
            "reserved": .string(Money(micros: permit.reservedMicros, currency: permit.currency).description),
            "spent": .string(Money(micros: permit.spentMicros, currency: permit.currency).description),
            "remote_id": permit.remoteID.map { .string($0) } ?? .null, "note": permit.note.map { .string($0) } ?? .null,
        ]
    }

    /// In one sentence: what a job waits for and what frees it, or what became of it.
    static func why(_ job: JobRow) -> String {
        if let reason = job.waitingReason {
            return WaitingWords.sentence(reason: reason, frees: job.waitingFrees, until: job.waitingUntil?.description)
        }
        switch job.state {
        case .submitted: return "It was accepted and is being prepared."
        case .validating: return "It was accepted; its dataset is read and checked before anything is begun with it."
        case .running: return "It runs\(job.currentStage.map { ": the stage \($0.rawValue)" } ?? "")."
        case .paused: return "It was paused; `modelops jobs resume \(job.id)` lets it go on."
        case .waiting: return "It waits."
        case .cancelling: return "It is being cancelled; what runs is told to stop, and what may have been paid for is looked up."
        case .succeeded: return "It has succeeded."
        case .rejected: return "It was rejected: its dataset cannot be used, and nothing was begun with it."
        case .failed, .cancelled: return "It has ended: \(job.state.rawValue)."
        }
    }

    /// What is said of a job that looks busy while nobody works on it.
    private static func lost(_ job: JobRow, in transaction: StoreTransaction, beating: Set<WorkerID>) throws -> String? {
        guard job.state == .running || job.state == .validating else { return nil }
        let held = try transaction.unfinishedTasks(of: job.id).filter { $0.state == .accepted }
        let lost = held.filter { task in task.worker.map { !beating.contains($0) } ?? true }
        guard let task = lost.first, lost.count == held.count else { return nil }
        return "It waits: its task \(task.stage.rawValue)/\(task.step) was taken by a worker that is not heard of. What frees it: the worker's next beat, "
            + "or the end of its lease, after which another worker gets the task."
    }

    private static func stage(_ stage: StageRow, of job: JobRow, in transaction: StoreTransaction) throws -> JSONValue {
        let tasks = try transaction.tasks(of: job.id, stage: stage.stage)
        return [
            "stage": .string(stage.stage.rawValue), "state": .string(stage.state.rawValue), "step": stage.step.map { .string($0) } ?? .null,
            "tasks": .integer(Int64(tasks.count)), "completed": .integer(Int64(tasks.filter { $0.state == .completed }.count)),
            "failures": .integer(Int64(tasks.reduce(0) { $0 + $1.failures })),
            "progress": .array(
                try tasks.filter { $0.state == .accepted }.prefix(20).compactMap { try $0.progress.map { try JSONReader.parse($0) } }),
            "started_at": stage.startedAt.map { .string($0.description) } ?? .null,
            "finished_at": stage.finishedAt.map { .string($0.description) } ?? .null,
            "error": try stage.error.map { StatusError.normalised(try JSONReader.parse($0)) } ?? .null,
        ]
    }
}
