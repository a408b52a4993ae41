import FleetCore
import Persistence

@testable import Coordination

/// Moves jobs without any machine behind: what the front asks for is visible in the rows.
final class StandInControl: JobControl {
    let transaction: StoreTransaction
    private let journal: StatusJournal

    init(transaction: StoreTransaction, journal: StatusJournal) {
        self.transaction = transaction
        self.journal = journal
    }

    private func move(_ id: JobID, to state: JobState, by actor: String, cause: String) throws {
        guard var job = try transaction.lockJob(id) else { throw FleetError("job_unknown", .rejected, "there is no job \(id)") }
        if job.state.isTerminal { throw FleetError("job_over", .rejected, "the job is over") }
        let before = job.state
        job.state = state
        if state.isTerminal { job.finishedAt = job.createdAt }
        try journal.moved(&job, from: before, cause: cause, actor: actor, in: transaction)
    }

    func start(_ id: JobID, actor: String) throws { try move(id, to: .running, by: actor, cause: "accepted") }

    func cancel(_ id: JobID, by actor: String, cause: String) throws -> JobState {
        try move(id, to: .cancelled, by: actor, cause: cause)
        return .cancelled
    }

    func pause(_ id: JobID, by actor: String) throws { try move(id, to: .paused, by: actor, cause: "pause") }
    func resume(_ id: JobID, by actor: String) throws { try move(id, to: .running, by: actor, cause: "resume") }
}
