/// `modelops jobs list`: newest first.
struct JobsListCommand: Command {
    let name = ["jobs", "list"]
    let operands = ""
    let summary = "List jobs, newest first."
    let options = [
        OptionSpecification("label", short: "l", value: "NAME=VALUE", "Only jobs with this label; may be repeated."),
        OptionSpecification("state", value: "STATE", "Only jobs in this state."),
        OptionSpecification("limit", value: "N", "At most so many, up to 200; 50 without it."), SharedOptions.cursor, SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        var query = arguments.all("label").map { ("label", $0) }
        if let state = arguments.value("state") { query.append(("state", state)) }
        query.append(("limit", arguments.value("limit") ?? "50"))
        if let cursor = arguments.value("cursor") { query.append(("cursor", cursor)) }
        let answer = try await client.get("/v1/jobs", query: query)
        if arguments.has("json") {
            context.console.print(client.text(answer))
            return ExitCode.success
        }
        let rows = (answer["jobs"]?.array ?? []).map(JobView.init).map { [$0.id, $0.name, $0.state, $0.stage ?? "", $0.created] }
        TextTable.lines(["JOB", "NAME", "STATE", "STAGE", "SUBMITTED"], rows).forEach(context.console.print)
        ListEnd.tell(answer, context.console)
        return ExitCode.success
    }
}
