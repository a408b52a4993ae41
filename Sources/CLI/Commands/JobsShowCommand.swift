/// `modelops jobs show JOB`.
struct JobsShowCommand: Command {
    let name = ["jobs", "show"]
    let operands = "JOB"
    let summary = "Show a job: state, stages, result."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await client.get("/v1/jobs/\(try await JobReference.resolve(arguments, client))")
        if arguments.has("json") {
            context.console.print(client.text(job))
        } else {
            JobView(job).lines.forEach(context.console.print)
        }
        return ExitCode.success
    }
}
