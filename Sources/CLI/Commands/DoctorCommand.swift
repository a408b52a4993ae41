import FleetCore
import FleetHost

/// `modelops doctor`: looks at everything that a fleet needs and says what to do.
struct DoctorCommand: Command {
    let name = ["doctor"]
    let operands = ""
    let summary = "Check broker, topics, store, storage and trainer environment; exit 1 when something is wrong, 5 when there is no fleet to check."
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
        if findings.contains(where: { $0.state == .bad }) { return ExitCode.failed }
        try Self.checkSomething(of: findings)
        return ExitCode.success
    }

    /// The library and the folders of this machine are not the fleet: where nothing of it was looked at, nothing is known to be well.
    private static func checkSomething(of findings: [Finding]) throws {
        let fleet = findings.filter { ["broker", "topics", "coordinator"].contains($0.subject) }
        guard fleet.allSatisfy({ $0.state == .skipped }) else { return }
        throw FleetError(
            "fleet_unreachable", .transient, "nothing of a fleet was checked: no broker is named and no fleet is known here",
            hint: "start one with modelops up, or name one by --context NAME or --kafka-brokers HOST:PORT")
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
