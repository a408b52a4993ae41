import FleetCore
import HTTP
import JSON

/// `modelops dlq show LETTER`: the message itself, for administrators.
struct DlqShowCommand: Command {
    let name = ["dlq", "show"]
    let operands = "LETTER"
    let summary = "Show a dead letter with key, headers and body: raw, so it takes an administrator's key."
    let options = [SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let answer = try await client.get("/v1/dead-letters/\(PercentEncoding.encode(arguments.onlyWord("the letter")))")
        if arguments.has("json") {
            context.console.print(client.text(answer))
            return ExitCode.success
        }
        for name in ["id", "state", "reason", "attempt", "replay_of", "job_id", "bytes", "kept_bytes", "sha256", "note", "created_at"] {
            guard let value = answer[name], !value.isNull else { continue }
            context.console.print("\(name): \(value.string ?? JSONWriter.compact.text(value))")
        }
        if let origin = answer["origin"] { context.console.print("origin: \(JSONWriter.compact.text(origin))") }
        // As JSON texts: control characters of a stranger's message do not reach the terminal.
        if let key = answer["key"], !key.isNull { context.console.print("key: \(JSONWriter.compact.text(key))") }
        for header in answer["headers"]?.array ?? [] { context.console.print("header: \(JSONWriter.compact.text(header))") }
        if let body = answer["body"] { context.console.print("body: \(JSONWriter.compact.text(body))") }
        return ExitCode.success
    }
}
