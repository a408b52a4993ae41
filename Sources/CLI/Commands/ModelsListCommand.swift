/// `modelops models list`.
struct ModelsListCommand: Command {
    let name = ["models", "list"]
    let operands = ""
    let summary = "List models with their versions and aliases."
    let options = [SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let answer = try await client.get("/v1/models")
        if arguments.has("json") {
            context.console.print(client.text(answer))
            return ExitCode.success
        }
        let rows = (answer["models"]?.array ?? []).map { model in
            let aliases = (model["aliases"]?.array ?? []).map { "\($0["alias"]?.string ?? "")=\($0["version"]?.integer.map(String.init) ?? "")" }
            return [model["name"]?.string ?? "", model["latest"]?.integer.map(String.init) ?? "", aliases.joined(separator: " ")]
        }
        TextTable.lines(["MODEL", "LATEST", "ALIASES"], rows).forEach(context.console.print)
        return ExitCode.success
    }
}
