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
        let answer = try await client.get("/v1/models/\(reference.name)/versions/\(reference.version)")
        context.console.print(arguments.has("json") ? client.text(answer) : answer["card"]?.string ?? client.text(answer))
        return ExitCode.success
    }
}
