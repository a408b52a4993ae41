import FleetCore
import JSON
import JobDocument
import Persistence

/// The stage promote: moves the asked alias when the policy allows it. A gate that fails is not a failed job.
enum PromoteStage {
    static func perform(
        _ job: JobRow, _ specification: JobSpecification, _ outputs: StageOutputs, registry: ModelRegistry, in transaction: StoreTransaction
    ) throws -> StageStep {
        guard let version = try outputs.registered() else { return .skipped(reason: "nothing was registered") }
        guard let choice = specification.promote else { return .skipped(reason: "not asked for") }
        guard let settings = choice.settings else { return .skipped(reason: "switched off") }
        var output = PromoteOutput(alias: settings.alias, isPromoted: true, reason: version.verdict.words)
        if settings.when == .gatesPass, version.verdict != .gatesPassed {
            output.isPromoted = false
        } else {
            if settings.when == .always { output.reason = "the job asked for it whatever the evaluation says (\(version.verdict.words))" }
            try registry.point(
                settings.alias, at: version.version, of: version.name, tenant: job.tenant, actor: "job \(job.id)", reason: output.reason,
                in: transaction)
        }
        return .done(output: try JSONValue.encoding(output))
    }
}
