import JSON

/// `modelops dlq list`: what was refused, newest first, without anything of what the messages say.
struct DlqListCommand: Command {
    let name = ["dlq", "list"]
    let operands = ""
    let summary = "List messages that were refused (dead letters), newest first; nothing of what they say is shown."
    let options = [
        OptionSpecification("state", value: "STATE", "Only letters that are new, replayed or parked."),
        OptionSpecification("limit", value: "N", "At most so many, up to 500; 50 without it."), SharedOptions.cursor, SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        var query = [("limit", arguments.value("limit") ?? "50")]
        if let state = arguments.value("state") { query.append(("state", state)) }
        if let cursor = arguments.value("cursor") { query.append(("cursor", cursor)) }
        let answer = try await client.get("/v1/dead-letters", query: query)
        if arguments.has("json") {
            context.console.print(client.text(answer))
            return ExitCode.success
        }
        let rows = (answer["dead_letters"]?.array ?? []).map(Self.row)
        TextTable.lines(["LETTER", "STATE", "REASON", "ORIGIN", "TRY", "BYTES", "SINCE", "SHAPE"], rows).forEach(context.console.print)
        ListEnd.tell(answer, context.console)
        return ExitCode.success
    }

    private static func row(_ letter: JSONValue) -> [String] {
        func text(_ key: String) -> String { letter[key]?.string ?? "" }
        let origin = letter["origin"]
        let topic = origin?["topic"]?.string ?? ""
        let partition = origin?["partition"]?.integer ?? 0
        let offset = origin?["offset"]?.integer ?? 0
        let attempt = letter["attempt"]?.integer ?? 1
        let bytes = letter["bytes"]?.integer ?? 0
        return [
            text("id"), text("state"), text("reason"), "\(topic)/\(partition)@\(offset)", String(attempt), String(bytes), text("created_at"),
            String(text("preview").prefix(32)),
        ]
    }
}
