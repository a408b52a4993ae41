import JobDocument

/// `modelops explain job.train`: the schema in words.
struct ExplainCommand: Command {
    let name = ["explain"]
    let operands = "[job.FIELD]"
    let summary = "Explain a field of the job document."
    let options: [OptionSpecification] = []

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        context.console.print(try FieldExplanation.text(of: arguments.words.first ?? "job"))
        return ExitCode.success
    }
}
