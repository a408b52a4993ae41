import FleetCore

/// `modelops topics apply`: makes what a broker lacks.
struct TopicsApplyCommand: Command {
    let name = ["topics", "apply"]
    let operands = ""
    let summary = "Create missing topics and set what differs; partition counts that must not change are refused."
    let options = TopicReconciliation.options
    let settings = TopicReconciliation.settings

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        guard let reconciliation = try await TopicReconciliation.make(arguments, context) else { return ExitCode.success }
        let differences = try await reconciliation.differences()
        if let fixed = differences.first(where: \.isForbidden) {
            throw FleetError(
                "topic_fixed", .rejected, fixed.sentence, hint: "its partition count is part of the protocol: make the topic anew while no fleet runs")
        }
        try await reconciliation.apply(differences)
        for difference in differences { context.console.print("done: \(difference.sentence)") }
        if differences.isEmpty { context.console.print("nothing to do") }
        return ExitCode.success
    }
}
