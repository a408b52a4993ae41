import FleetCore

/// `modelops models show NAME@VERSION`: the evidence card.
struct ModelsShowCommand: Command {
    let name = ["models", "show"]
    let operands = "NAME@VERSION or NAME@ALIAS"
    let summary = "Show a model version's evidence card."
    let options = [SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let reference = try ModelReferenceWord(arguments.onlyWord("the model"))
        let version = "/v1/models/\(reference.name)/versions/\(reference.version)"
        if arguments.has("json") {
            guard case .object(var shown) = try await client.get(version) else { return ExitCode.failed }
            shown["evidence"] = try await client.get(version + "/evidence")
            context.console.print(client.text(.object(shown)))
        } else {
            context.console.print(try await client.page(version + "/evidence", query: [("format", "text")]))
        }
        return ExitCode.success
    }
}
