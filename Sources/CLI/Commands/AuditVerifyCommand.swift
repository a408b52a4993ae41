import FleetCore
import JSON

/// `modelops audit verify`: is every record of the tenant's history as it was written?
struct AuditVerifyCommand: Command {
    let name = ["audit", "verify"]
    let operands = ""
    let summary = "Verify that no record of the history was edited, deleted, moved or cut off; exit 1 when one was."
    let options = [
        OptionSpecification(
            "expect", value: "NUMBER:DIGEST", "What an earlier verification printed, kept in another place: shows a history that was written anew."),
        SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        var after: Int64 = 0
        var verified: Int64 = 0
        while true {
            var query = [("after", String(after))]
            if let expected = arguments.value("expect") { query.append(("expect", expected)) }
            var answer = try await client.get("/v1/audit/verify", query: query)
            verified += answer["verified"]?.integer ?? 0
            guard answer["complete"]?.boolean == false, let through = answer["through"]?.integer, through > after else {
                if var object = answer.object {
                    object["verified"] = .integer(verified)
                    answer = .object(object)
                }
                return tell(answer, verified, arguments, client, context)
            }
            after = through
            context.console.note("\(verified) records verified so far")
        }
    }

    private func tell(_ answer: JSONValue, _ verified: Int64, _ arguments: ArgumentList, _ client: FleetClient, _ context: CommandContext) -> Int32 {
        let isIntact = answer["intact"]?.boolean == true
        if arguments.has("json") {
            context.console.print(client.text(answer))
        } else if isIntact {
            context.console.print("intact: \(verified) records are as they were written")
            let older = answer["head"]?["older"]?.integer ?? 0
            if older > 0 { context.console.print("\(older) records of an earlier release are counted, and in no chain") }
            if let number = answer["head"]?["number"]?.integer, number > 0, let digest = answer["head"]?["digest"]?.string {
                context.console.print("keep elsewhere: --expect \(number):\(digest)")
            }
        } else {
            context.console.print("NOT INTACT: \(answer["fault"]?["message"]?.string ?? "the history is not as it was written")")
            context.console.note("\(verified) records before it are right; compare with a backup, and find out who can write to the state store")
        }
        return isIntact ? ExitCode.success : ExitCode.failed
    }
}
