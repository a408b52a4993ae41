import FleetCore
import JSON

/// What an inventory lists.
extension OpenAIFineTuning {
    public func living(markedBy mark: String, after: String?, pages: Int) async throws -> RemoteListing {
        let attempt = "listing the fleet's fine-tuning jobs"
        let settings = endpoint.settings
        var listing = RemoteListing(objects: [], next: after)
        for _ in 0..<max(1, pages) {
            var query = [("limit", "100"), ("metadata[\(settings.fleetMetadataName)]", mark)]
            if let after = listing.next { query.append(("after", after)) }
            let page = try await endpoint.json("GET", "/fine_tuning/jobs", query: query, attempt: attempt)
            guard let jobs = page["data"]?.array else { throw endpoint.malformed(attempt) }
            // Checked here too: many compatible endpoints ignore the filter, and what is not ours must never be touched.
            for job in jobs where job["metadata"]?[settings.fleetMetadataName]?.string == mark {
                guard let id = job["id"]?.string, !id.isEmpty, let status = OpenAIFineTuningBody.status(job) else { throw endpoint.malformed(attempt) }
                guard !status.state.isTerminal else { continue }
                let intent = job["metadata"]?[settings.metadataName]?.string.map { IntentKey($0) }
                listing.objects.append(RemoteObject(id: id, intent: intent, state: String(status.remoteState.prefix(40))))
            }
            guard page["has_more"]?.boolean == true else {
                listing.next = nil
                return listing
            }
            guard let last = jobs.last?["id"]?.string, last != listing.next else { throw endpoint.malformed(attempt) }
            listing.next = last
        }
        return listing
    }
}
