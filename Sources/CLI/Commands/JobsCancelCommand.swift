/// `modelops jobs cancel JOB`.
struct JobsCancelCommand: Command {
    let name = ["jobs", "cancel"]
    let operands = "JOB"
    let summary = "Cancel a job; what runs is stopped within about a second."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await JobReference.resolve(arguments, client)
        let answer = try await client.post("/v1/jobs/\(job)/cancel")
        context.console.print(arguments.has("json") ? client.text(answer) : "\(job) is \(JobView(answer).state)")
        return ExitCode.success
    }
}
