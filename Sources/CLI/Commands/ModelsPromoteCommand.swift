import FleetCore
import HTTP
import JSON

/// `modelops models promote NAME@VERSION --alias production`.
struct ModelsPromoteCommand: Command {
    let name = ["models", "promote"]
    let operands = "NAME@VERSION"
    let summary = "Point an alias at a version whose gates passed."
    let options = [
        OptionSpecification("alias", value: "ALIAS", "The alias to move."),
        OptionSpecification("force", value: "REASON", "Also where gates failed: the reason is kept."), SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let reference = try ModelReferenceWord(arguments.onlyWord("the model"))
        guard let alias = arguments.value("alias") else { throw FleetError("usage", .rejected, "--alias is missing", hint: "write --alias production") }
        // The interface takes a number: an alias could move between the look and the leap.
        let found = try await client.get("/v1/models/\(reference.name)/versions/\(reference.version)")
        guard let number = found["version"]?.integer else { throw FleetError("answer_unreadable", .bug, "the fleet's answer names no version") }
        var body: JSONObject = ["version": .integer(number)]
        if let reason = arguments.value("force") {
            body["force"] = .bool(true)
            body["reason"] = .string(reason)
        }
        let answer = try await client.put("/v1/models/\(reference.name)/aliases/\(PercentEncoding.encode(alias))", body: .object(body))
        context.console.print(arguments.has("json") ? client.text(answer) : "\(reference.name)@\(alias) is version \(answer["version"]?.integer ?? 0)")
        return ExitCode.success
    }
}
