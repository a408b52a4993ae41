import FleetCore
import HTTP
import JSON

/// `modelops dlq park LETTER --reason TEXT`: nothing is to be done about it.
struct DlqParkCommand: Command {
    let name = ["dlq", "park"]
    let operands = "LETTER"
    let summary = "Put a dead letter away, with a reason; it can still be replayed."
    let options = [OptionSpecification("reason", value: "TEXT", "Why nothing is to be done; it is kept."), SharedOptions.json, SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        guard let reason = arguments.value("reason"), !reason.isEmpty else {
            throw FleetError("usage", .rejected, "--reason is missing", hint: "write --reason \"the sender has sent it again\"")
        }
        let letter = try arguments.onlyWord("the letter")
        let answer = try await client.post("/v1/dead-letters/\(PercentEncoding.encode(letter))/park", body: ["reason": .string(reason)])
        context.console.print(arguments.has("json") ? client.text(answer) : "parked")
        return ExitCode.success
    }
}
