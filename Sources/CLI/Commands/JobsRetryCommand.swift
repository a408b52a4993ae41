import JSON

/// `modelops jobs retry JOB`: a new job that reuses what succeeded.
struct JobsRetryCommand: Command {
    let name = ["jobs", "retry"]
    let operands = "JOB"
    let summary = "Run a job again as a new one, reusing the stages that succeeded."
    let options = [
        OptionSpecification("from", value: "STAGE", "Do this stage and what follows anew."), SharedOptions.key, SharedOptions.json,
        SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await JobReference.resolve(arguments, client)
        var body = JSONObject()
        if let stage = arguments.value("from") { body["from"] = .string(stage) }
        let answer = try await client.post("/v1/jobs/\(job)/retry", body: .object(body))
        context.console.print(arguments.has("json") ? client.text(answer) : answer["job_id"]?.string ?? "")
        return ExitCode.success
    }
}
