/// `modelops why JOB`: one sentence on what it waits for and what frees it, or how it ended.
struct WhyCommand: Command {
    let name = ["why"]
    let operands = "JOB"
    let summary = "Say in one sentence what a job waits for, or why it ended."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await client.get("/v1/jobs/\(try await JobReference.resolve(arguments, client))")
        context.console.print(arguments.has("json") ? client.text(JobView(job).explanation) : JobView(job).sentence)
        return ExitCode.success
    }
}
