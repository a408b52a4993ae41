import FleetCore
import JSON

/// Follows one job: redraws bars on a terminal, says each change of state elsewhere.
struct JobWatch {
    let fleet: PatientFleet
    let context: CommandContext

    /// Asks once a second until the job has ended; a fleet that goes away meanwhile is waited for.
    /// - Returns: the job as it ended.
    func follow(job id: String, quiet: Bool) async throws -> JSONValue {
        var told = ""
        while true {
            let job = try await fleet.get("/v1/jobs/\(id)")
            let view = JobView(job)
            if !quiet {
                context.console.redraw(["\(view.id)  \(view.name)  \(view.state)"] + view.bars)
                let line = [view.state, view.stage ?? "", job["waiting"]?["reason"]?.string ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
                if !context.console.isTerminal, line != told {
                    context.console.note(line)
                    told = line
                }
            }
            if view.isTerminal {
                if !quiet { context.console.note(view.sentence) }
                return job
            }
            try await context.clock.sleep(for: .seconds(1))
        }
    }
}
