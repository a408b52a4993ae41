import FleetCore
import FleetHost

/// `modelops doctor`: looks at everything that a fleet needs and says what to do.
struct DoctorCommand: Command {
    let name = ["doctor"]
    let operands = ""
    let summary = "Check broker, topics, store, storage and trainer environment; exit 1 when something is wrong."
    let options = [SharedOptions.json, SharedOptions.context]
    let settings = TopicReconciliation.settings

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let endpoint = try? FleetEndpoint.find(context: arguments.value("context"), environment: context.environment)
        let findings = await Examination(context: context, endpoint: endpoint).all()
        if arguments.has("json") {
            context.console.print(Finding.json(findings))
        } else {
            findings.map(\.line).forEach(context.console.print)
            let skipped = findings.filter { $0.state == .skipped }.map(\.subject)
            if !skipped.isEmpty { context.console.print("not checked: \(skipped.joined(separator: ", "))") }
        }
        return findings.contains { $0.state == .bad } ? ExitCode.failed : ExitCode.success
    }
}
