/// `modelops watch JOB`: a bar for each stage until the job has ended.
struct WatchCommand: Command {
    let name = ["watch"]
    let operands = "JOB"
    let summary = "Follow a job to its end: progress, time left, loss."
    let options = [SharedOptions.key, SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let fleet = PatientFleet(client, goOn: "the same command", arguments, context)
        let job = try await JobReference.resolve(arguments, waitingIn: context) { try await fleet.get($0, query: $1) }
        let end = try await JobWatch(fleet: fleet, context: context).follow(job: job, quiet: arguments.has("json"))
        if arguments.has("json") { context.console.print(client.text(end)) }
        return JobView(end).exitCode
    }
}
