import Coordination
import FleetCore
import JSON
import Persistence

/// Jobs of one stage whose tasks do nothing: what is left is what the backbone costs. The document's labels say how many tasks there are
/// (`tasks`) and how long each takes (`milliseconds`; `varied`: from half to one and a half of it, evenly spread).
struct BenchPlanner: StagePlanning {
    func stages(of document: JSONValue) throws -> [(stage: StageKind, after: [StageKind])] { [(.sanitize, [])] }

    func begin(_ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue]) throws -> StageStep {
        let count = number("tasks", document) ?? 1
        let milliseconds = Double(number("milliseconds", document) ?? 0)
        let isVaried = document["labels"]?["varied"]?.string == "true"
        return .tasks(
            (0..<count).map { index in
                // Steps of the golden section: never two alike in a row, and no pattern.
                let share = isVaried ? 0.5 + (Double(index) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1) : 1
                return PlannedTask(kind: .sanitize, step: "plan", input: ["milliseconds": .integer(Int64(milliseconds * share))])
            })
    }

    func proceed(
        _ stage: StageKind, document: JSONValue, outputs: [StageKind: JSONValue], finished: [StepOutput]
    ) throws -> StageStep { .done(output: ["tasks": .integer(Int64(finished.count))]) }

    func perform(_ stage: StageKind, job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> StageStep {
        .skipped(reason: "not part of the benchmark")
    }

    func result(of job: JobRow, outputs: [StageKind: JSONValue], in transaction: StoreTransaction) throws -> JSONValue { ["verdict": "passed"] }

    private func number(_ label: String, _ document: JSONValue) -> Int? { document["labels"]?[label]?.string.flatMap { Int($0) } }
}
