import FleetCore
import JSON
import Persistence

/// What a stage has begun elsewhere is ended by tasks of its own, before a cancelled stage ends.
extension StateChange {
    /// - Returns: whether there is something to be ended first: the stage goes on then.
    func undo(_ kind: StageKind, of id: JobID) throws -> Bool {
        guard kind.work != nil, let stage = try transaction.stage(kind, of: id), stage.state == .running else { return false }
        let planned: [PlannedTask]
        do {
            planned = try surroundings.planner.undo(
                kind, document: try document(of: try job(id)), outputs: try stageOutputs(of: id),
                finished: try finishedSteps(of: kind, in: id))
        } catch let error as FleetError where !error.disposition.isRetryable && error.disposition != .fatal {
            // A cancel must come to an end: what stays behind is told where its money stands.
            return false
        }
        // Once is enough: what could not be ended is handed to a person.
        let known = Set(try transaction.tasks(of: id, stage: kind).map(\.step))
        let fresh = planned.filter { !known.contains($0.step) }
        guard !fresh.isEmpty else { return false }
        try add(fresh, to: stage)
        try apply(.planned(fresh.count), to: kind, of: id, cause: fresh[0].step)
        return true
    }
}
