import FleetCore

/// `modelops topics diff`: what a broker lacks against topics.json.
struct TopicsDiffCommand: Command {
    let name = ["topics", "diff"]
    let operands = ""
    let summary = "Show how a broker's topics differ from the manifest; exit 1 when they do."
    let options = TopicReconciliation.options + [SharedOptions.json]
    let settings = TopicReconciliation.settings

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        guard let reconciliation = try await TopicReconciliation.make(arguments, context) else { return ExitCode.success }
        let differences = try await reconciliation.differences()
        differences.map(\.sentence).forEach(context.console.print)
        if differences.isEmpty { context.console.print("the broker has every topic as declared") }
        return differences.isEmpty ? ExitCode.success : ExitCode.failed
    }
}
