import FleetCore
import FleetTesting
import JSON

/// What came out of one simulated run.
struct RunReport: Sendable {
    let scenario: Scenario
    let outcome: SimulationScheduler.Outcome
    let ledgers: Ledgers
    /// Every job came to its end after the healing.
    let isFinished: Bool
    /// What must never be: a process that ended by itself, a bug.
    let surprises: [String]
    /// Equal digests are equal histories.
    let digest: String
    let steps: Int
    let virtualTime: Duration
    let healedAt: Duration?
    let firstEndAfterHealing: Duration?
    /// When the last job had ended.
    let endedAt: Duration?
    /// Forced faults that never came.
    let unfired: [ForcedFault]
    /// Faults that came by chance.
    let faults: [String: Int]
    let lines: [String]
    let verdict: Verdict

    init(
        scenario: Scenario, outcome: SimulationScheduler.Outcome, ledgers: Ledgers, isFinished: Bool, surprises: [String], digest: String, steps: Int,
        virtualTime: Duration, healedAt: Duration?, firstEndAfterHealing: Duration?, endedAt: Duration?, unfired: [ForcedFault],
        faults: [String: Int], lines: [String]
    ) {
        self.scenario = scenario
        self.outcome = outcome
        self.ledgers = ledgers
        self.isFinished = isFinished
        self.surprises = surprises
        self.digest = digest
        self.steps = steps
        self.virtualTime = virtualTime
        self.healedAt = healedAt
        self.firstEndAfterHealing = firstEndAfterHealing
        self.endedAt = endedAt
        self.unfired = unfired
        self.faults = faults
        self.lines = lines
        verdict = Checker.check(
            ledgers,
            Expectations(isSettled: isFinished, isStatusTailed: isFinished, maximumFailures: 5, hasAudit: true))
    }

    /// Alive to the end, and nothing violated.
    var isClean: Bool { isFinished && surprises.isEmpty && verdict.isClean }

    func rows(_ table: String) -> [StoreEntry] { ledgers.rows.filter { $0.table == table } }

    var text: String {
        var lines = [
            "seed \(scenario.seed) (\(Twist.of(scenario.seed))) of \(scenario.jobs.count) jobs: \(outcome), finished \(isFinished), \(steps) steps, \(virtualTime.inSeconds) s, digest \(digest)"
        ]
        lines += surprises.map { "SURPRISE \($0)" }
        if !isFinished {
            for job in rows("jobs") {
                lines.append(
                    "job \(job.values["id"]?.string ?? "") \(job.values["state"]?.string ?? "") \(job.values["waiting_reason"]?.string ?? "")")
            }
            for task in rows("tasks") {
                let fields = ["id", "job_id", "stage", "step", "state", "attempt", "failures", "execution", "held", "ready_at"]
                lines.append("task " + fields.map { "\($0)=\(task.values[$0].map { JSONWriter.compact.text($0) } ?? "")" }.joined(separator: " "))
            }
        }
        for record in ledgers.records where record.body.contains(#""state":"rejected""#) && record.topic.hasSuffix(".status") {
            lines.append("rejected: \(record.json?["error"].map { JSONWriter.compact.text($0) } ?? "")")
        }
        lines.append(verdict.text)
        return lines.joined(separator: "\n")
    }
}
