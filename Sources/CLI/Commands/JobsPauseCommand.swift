/// `modelops jobs pause JOB`.
struct JobsPauseCommand: Command {
    let name = ["jobs", "pause"]
    let operands = "JOB"
    let summary = "Pause a job: what runs goes on to its end, nothing new is begun."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await JobReference.resolve(arguments, client)
        let answer = try await client.post("/v1/jobs/\(job)/pause")
        context.console.print(arguments.has("json") ? client.text(answer) : "\(job) is \(JobView(answer).state)")
        return ExitCode.success
    }
}
