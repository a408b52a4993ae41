import FleetCore
import HTTP
import JSON

/// `modelops permits resolve INTENT`: a person says what became of a call whose outcome nobody could find out.
struct PermitsResolveCommand: Command {
    let name = ["permits", "resolve"]
    let operands = "INTENT"
    let summary = "Decide about a chargeable call whose outcome nobody could find out: the object exists, or was never created."
    let options = [
        OptionSpecification("remote-id", value: "ID", "The object exists at the provider under this id."),
        OptionSpecification("not-created", "The object was certainly never created."),
        OptionSpecification("reason", value: "TEXT", "How you know; it is kept."), SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let intent = try arguments.onlyWord("the intent")
        guard let reason = arguments.value("reason"), !reason.isEmpty else {
            throw FleetError("usage", .rejected, "--reason is missing", hint: "a decision about money says how you know")
        }
        var body: JSONObject = ["reason": .string(reason)]
        switch (arguments.value("remote-id"), arguments.has("not-created")) {
        case (let id?, false): body["remote_id"] = .string(id)
        case (nil, true): body["created"] = .bool(false)
        default:
            throw FleetError(
                "usage", .rejected, "exactly one of --remote-id ID and --not-created is needed", hint: "look at the provider's console first")
        }
        let answer = try await client.post("/v1/permits/\(PercentEncoding.encode(intent))/resolve", body: .object(body))
        context.console.print(arguments.has("json") ? client.text(answer) : "\(intent) is \(answer["state"]?.string ?? "resolved")")
        return ExitCode.success
    }
}
