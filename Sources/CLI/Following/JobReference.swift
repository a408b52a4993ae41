import FleetCore
import JSON

/// Finds the job that a command means: by id, or by the idempotency key it was submitted with.
enum JobReference {
    private static let patience = Duration.seconds(30)

    /// - Throws: `FleetError` `usage` when neither is given, or both; what the fleet answers otherwise.
    static func resolve(_ arguments: ArgumentList, _ client: FleetClient) async throws -> String {
        try await resolve(arguments, waitingIn: nil) { try await client.get($0, query: $1) }
    }

    /// - Parameter context: where a job that is not there yet is waited for; nil: it is not.
    static func resolve(
        _ arguments: ArgumentList, waitingIn context: CommandContext?, _ ask: (String, [(String, String)]) async throws -> JSONValue
    ) async throws -> String {
        guard let key = arguments.value("idempotency-key") else { return try arguments.onlyWord("the job") }
        if let word = arguments.words.first {
            throw FleetError("usage", .rejected, "a job is named by '\(word)' and by --idempotency-key", hint: "give one of them")
        }
        var until: MonotonicInstant?
        while true {
            let answer = try await ask("/v1/jobs", [("idempotency_key", key)])
            if let id = answer["jobs"]?[0]?["job_id"]?.string { return id }
            guard let context, until.map({ context.clock.now() < $0 }) ?? true else {
                throw FleetError("not_found", .rejected, "no job was submitted with the key '\(key)'", hint: "a message that was refused has its reason on modelops.jobs.status")
            }
            if until == nil {
                context.console.note("no job with the key '\(key)' is there yet; waiting for one, for at most \(NumberText.whole(patience.inSeconds)) s")
                until = context.clock.now() + patience
            }
            try await context.clock.sleep(for: .milliseconds(500))
        }
    }
}
