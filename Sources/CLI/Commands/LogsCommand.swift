/// `modelops logs JOB`: what workers and trainers said, redacted.
struct LogsCommand: Command {
    let name = ["logs"]
    let operands = "JOB"
    let summary = "Show the lines of workers and trainers."
    let options = [
        OptionSpecification("follow", short: "f", "Go on until the job has ended."),
        OptionSpecification("stage", value: "STAGE", "Only this stage."), SharedOptions.key, SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let job = try await JobReference.resolve(arguments, client)
        let follows = arguments.has("follow")
        let fleet = PatientFleet(client, wasReached: follows, goOn: "modelops logs \(job) -f", arguments, context)
        var after = "0"
        while true {
            // Asked before the lines: what is written until the end is then still fetched once more.
            let ended = JobView(try await fleet.get("/v1/jobs/\(job)")).isTerminal
            var query = [("after", after), ("limit", "500")]
            if let stage = arguments.value("stage") { query.append(("stage", stage)) }
            let page = try await fleet.get("/v1/jobs/\(job)/logs", query: query)
            let lines = page["lines"]?.array ?? []
            for line in lines {
                if let id = line["id"]?.integer { after = String(id) }
                if arguments.has("json") {
                    context.console.print(client.text(line))
                } else {
                    context.console.print("\(line["at"]?.string ?? "") \(line["stage"]?.string ?? "") \(line["line"]?.string ?? "")")
                }
            }
            if lines.isEmpty {
                guard follows, !ended else { return ExitCode.success }
                try await context.clock.sleep(for: .seconds(1))
            }
        }
    }
}
