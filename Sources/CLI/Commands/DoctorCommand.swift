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
        let findings = await examination(arguments, context).all()
        if arguments.has("json") {
            context.console.print(Finding.json(findings))
        } else {
            findings.map(\.line).forEach(context.console.print)
            let skipped = findings.filter { $0.state == .skipped }.map(\.subject)
            if !skipped.isEmpty { context.console.print("not checked: \(skipped.joined(separator: ", "))") }
        }
        return findings.contains { $0.state == .bad } ? ExitCode.failed : ExitCode.success
    }

    /// That no fleet is known here is a finding as any other, and so is a file of one that cannot be read.
    private func examination(_ arguments: ArgumentList, _ context: CommandContext) -> Examination {
        do {
            let endpoint = try FleetEndpoint.find(context: arguments.value("context"), environment: context.environment)
            return Examination(context: context, endpoint: endpoint)
        } catch let error as FleetError where error.code == "fleet_unreachable" {
            return Examination(context: context, endpoint: nil)
        } catch {
            return Examination(context: context, endpoint: nil, endpointFault: FleetError.wrapping(error, during: "looking for the fleet"))
        }
    }
}
