import JSON

/// `modelops permits list`: chargeable calls, those that need a person first.
struct PermitsListCommand: Command {
    let name = ["permits", "list"]
    let operands = ""
    let summary = "List permits for chargeable calls in a state; those that need a person's decision without one."
    let options = [
        OptionSpecification("state", value: "STATE", "Such as granted, unknown or settled; needs_review without it."),
        OptionSpecification("limit", value: "N", "At most so many; 200 without it."), SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        var query: [(String, String)] = []
        if let state = arguments.value("state") { query.append(("state", state)) }
        if let limit = arguments.value("limit") { query.append(("limit", limit)) }
        let answer = try await client.get("/v1/permits", query: query)
        if arguments.has("json") {
            context.console.print(client.text(answer))
            return ExitCode.success
        }
        let rows = (answer["permits"]?.array ?? []).map { permit in
            ["intent", "state", "job_id", "reserved", "spent", "remote_id", "note"].map { permit[$0]?.string ?? "" }
        }
        TextTable.lines(["INTENT", "STATE", "JOB", "RESERVED", "SPENT", "REMOTE", "NOTE"], rows).forEach(context.console.print)
        let limit = arguments.value("limit") ?? "200"
        if String(rows.count) == limit { context.console.note("there may be more; next: a larger --limit, up to 1000") }
        return ExitCode.success
    }
}
