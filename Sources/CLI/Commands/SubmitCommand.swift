import FleetCore
import JSON
import JobDocument

/// `modelops submit FILE`: reads JSON or YAML, checks it here with the same reader as the coordinator's, sends it.
struct SubmitCommand: Command {
    let name = ["submit"]
    let operands = "FILE (- for standard input)"
    let summary = "Submit a job document; exit 2 when it is refused."
    let options = [
        OptionSpecification("wait", "Wait for the end; the exit code says how it ended."),
        OptionSpecification("dry-run", "Only check the document against the fleet."),
        OptionSpecification("set", value: "PATH=VALUE", "Replace a field, such as train.base_model=NAME; may be repeated."),
        SharedOptions.json, SharedOptions.context,
    ]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let path = try arguments.onlyWord("the file with the job document")
        var document = try DocumentFile.read(path)
        for text in arguments.all("set") { document = try DocumentOverride.apply(text, to: document) }
        _ = try JobDocument(document, acceptsCamelCase: true)
        let client = try context.client(arguments)
        let query = arguments.has("dry-run") ? [("dry_run", "true")] : []
        let answer = try await client.post("/v1/jobs", query: query, body: document)
        if arguments.has("dry-run") {
            let unchecked = answer["unchecked"]?.array?.compactMap(\.string) ?? []
            let lines = ["the document is good"] + (unchecked.isEmpty ? [] : ["not checked:"] + unchecked.map { "  \($0)" })
            context.console.print(arguments.has("json") ? client.text(answer) : lines.joined(separator: "\n"))
            return ExitCode.success
        }
        guard let id = answer["job_id"]?.string else { throw FleetError("answer_unreadable", .bug, "the fleet's answer names no job") }
        if let state = answer["state"]?.string, let known = JobState(rawValue: state), known.isTerminal {
            context.console.note("the same document was submitted under this key before: the job \(id) is \(state); use a new key to run it again")
        }
        if !arguments.has("wait") {
            context.console.print(arguments.has("json") ? client.text(answer) : id)
            return ExitCode.success
        }
        context.console.note("submitted \(id)")
        let fleet = PatientFleet(client, wasReached: true, goOn: "modelops watch \(id)", arguments, context)
        let watch = JobWatch(fleet: fleet, context: context)
        let end = try await watch.follow(job: id, quiet: arguments.has("json"))
        if arguments.has("json") { context.console.print(client.text(end)) }
        return JobView(end).exitCode
    }
}
