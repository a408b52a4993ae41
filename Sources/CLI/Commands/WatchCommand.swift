/// `modelops watch JOB`: a bar for each stage until the job has ended.
struct WatchCommand: Command {
    let name = ["watch"]
    let operands = "JOB"
    let summary = "Follow a job to its end: progress, time left, loss."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await JobReference.resolve(arguments, client, waitUpTo: 30, clock: context.clock)
        let end = try await JobWatch(client: client, context: context).follow(job: job, quiet: arguments.has("json"))
        if arguments.has("json") { context.console.print(client.text(end)) }
        return JobView(end).exitCode
    }
}
