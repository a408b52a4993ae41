import Coordination
import FleetCore
import JSON
import Persistence

/// One stage, `train`: a list of steps, each a number of tasks side by side.
struct ScriptedPlanner: StagePlanning {
    /// The steps by name, with how many tasks each has.
    var steps: [(name: String, tasks: Int)] = [("run", 1)]
    var charge: Money?
    var needs: [String] = []
    /// Goes into every task's input.
    var ballast = ""

    func stages(of document: JSONValue) throws -> [(stage: StageKind, after: [StageKind])] { [(.train, [])] }

    func begin(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue]) throws -> StageStep { step(0) }

    func proceed(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]) throws -> StageStep {
        let names = finished.map(\.step)
        guard let next = steps.firstIndex(where: { !names.contains($0.name) }) else { return .done(output: .array(finished.map(\.output))) }
        return step(next)
    }

    func perform(_ stage: StageKind, job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> StageStep {
        .skipped(reason: "nothing of ours")
    }

    func result(of job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> JSONValue { outputs[.train] ?? .null }

    private func step(_ index: Int) -> StageStep {
        .tasks(
            (0..<steps[index].tasks).map {
                PlannedTask(
                    kind: .train, step: steps[index].name, input: ["number": .integer(Int64($0)), "ballast": .string(ballast)], needs: needs,
                    charge: charge)
            })
    }
}

/// Writes the rows and tells nobody.
struct QuietJournal: JobJournal {
    func moved(_ job: inout JobRow, from: JobState, cause: String, actor: String, in transaction: StoreTransaction) throws {
        job.revision += 1
        try transaction.update(job)
    }
    func moved(_ stage: StageRow, of job: inout JobRow, from: StageState, cause: String, in transaction: StoreTransaction) throws {
        try transaction.update(job)
    }
    func progressed(_ job: inout JobRow, in transaction: StoreTransaction) throws { try transaction.update(job) }
    func event(_ type: String, tenant: TenantName, subject: String, body: String, in transaction: StoreTransaction) throws {}
}
