import FleetCore

/// Finds the job that a command means: by id, or by the idempotency key it was submitted with.
enum JobReference {
    /// - Throws: `FleetError` `usage` when neither is given; what the fleet answers otherwise.
    static func resolve(_ arguments: ArgumentList, _ client: FleetClient, waitUpTo seconds: Int = 0, clock: any FleetClock) async throws -> String {
        guard let key = arguments.value("idempotency-key") else { return try arguments.onlyWord("the job") }
        let until = clock.now() + .seconds(seconds)
        while true {
            let answer = try await client.get("/v1/jobs", query: [("idempotency_key", key)])
            if let id = answer["jobs"]?[0]?["job_id"]?.string { return id }
            guard clock.now() < until else {
                throw FleetError("not_found", .rejected, "no job was submitted with the key '\(key)'", hint: "a message that was refused has its reason on modelops.jobs.status")
            }
            try await clock.sleep(for: .milliseconds(500))
        }
    }
}
