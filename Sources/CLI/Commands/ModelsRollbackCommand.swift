import HTTP
import JSON

/// `modelops models rollback NAME`: the alias points where it pointed before.
struct ModelsRollbackCommand: Command {
    let name = ["models", "rollback"]
    let operands = "NAME"
    let summary = "Point an alias back at the version before."
    let options = [
        OptionSpecification("alias", value: "ALIAS", "The alias to move back; production without it."), SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let reference = try ModelReferenceWord(arguments.onlyWord("the model"))
        let alias = arguments.value("alias") ?? "production"
        let answer = try await client.post("/v1/models/\(reference.name)/aliases/\(PercentEncoding.encode(alias))/rollback")
        context.console.print(arguments.has("json") ? client.text(answer) : "\(reference.name)@\(alias) is version \(answer["version"]?.integer ?? 0)")
        return ExitCode.success
    }
}
