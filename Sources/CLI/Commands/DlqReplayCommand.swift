import FleetCore
import FleetHost
import Foundation
import HTTP
import JSON

/// `modelops dlq replay LETTER`: sends the message to its topic again, once.
struct DlqReplayCommand: Command {
    let name = ["dlq", "replay"]
    let operands = "LETTER"
    let summary = "Send a dead letter's message to its topic again, once; asking twice has one effect."
    let options = [
        OptionSpecification("body", value: "FILE", "A mended body in the place of the message's."),
        OptionSpecification("bare", "Without the message's own headers: for one whose headers were refused."), SharedOptions.json,
        SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        var body: JSONObject = ["bare": .bool(arguments.has("bare"))]
        if let path = arguments.value("body") { body["body_base64"] = .string(Data(try SettingsFile.read(path)).base64EncodedString()) }
        let letter = try arguments.onlyWord("the letter")
        let answer = try await client.post("/v1/dead-letters/\(PercentEncoding.encode(letter))/replay", body: .object(body))
        let isSent = answer["sent"]?.boolean == true
        context.console.print(
            arguments.has("json")
                ? client.text(answer)
                : isSent ? "sent to \(answer["origin"]?["topic"]?.string ?? "its topic") again" : "was sent before: nothing is sent a second time")
        return ExitCode.success
    }
}
