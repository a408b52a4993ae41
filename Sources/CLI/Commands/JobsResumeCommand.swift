/// `modelops jobs resume JOB`.
struct JobsResumeCommand: Command {
    let name = ["jobs", "resume"]
    let operands = "JOB"
    let summary = "Let a paused job go on."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await JobReference.resolve(arguments, client)
        let answer = try await client.post("/v1/jobs/\(job)/resume")
        context.console.print(arguments.has("json") ? client.text(answer) : "\(job) is \(JobView(answer).state)")
        return ExitCode.success
    }
}
