import FleetCore
import JSON

/// Fine-tuning at an OpenAI-compatible endpoint. The intent's key travels in the job's metadata, and jobs are searched by it.
public struct OpenAIFineTuning: FineTuningProvider {
    let endpoint: OpenAIEndpoint
    /// Pages of a search; with 100 jobs each.
    private static let pageLimit = 50

    public init(settings: OpenAISettings, transport: any ProviderTransport, clock: any FleetClock) {
        endpoint = OpenAIEndpoint(settings: settings, transport: transport, clock: clock)
    }

    public var name: String { endpoint.settings.name }
    public var idempotency: ProviderIdempotency { .searchableMetadata }

    public func upload(_ file: TrainingFile) async throws -> RemoteFile {
        let attempt = "uploading the training file"
        let answer = try await endpoint.json("POST", "/files", body: .upload(fields: ["purpose": "fine-tune"], file: file), attempt: attempt)
        guard let id = answer["id"]?.string, !id.isEmpty else { throw endpoint.malformed(attempt) }
        return RemoteFile(id: id)
    }

    public func create(_ request: FineTuningRequest, intent: IntentKey) async -> CreateOutcome {
        let attempt = "creating the fine-tuning job"
        var metadata = [endpoint.settings.metadataName: intent.rawValue]
        if let mark = request.fleetMark { metadata[endpoint.settings.fleetMetadataName] = mark }
        let body = JSONWriter.compact.bytes(OpenAIFineTuningBody.create(request, metadata: metadata))
        let response: ProviderResponse
        do {
            response = try await endpoint.send("POST", "/fine_tuning/jobs", body: .json(body), attempt: attempt)
        } catch {
            let failure = FleetError.wrapping(error, during: attempt)
            return failure.code == ProviderFailure.notSent ? .notSent(failure) : .unknown(failure)
        }
        guard (200..<300).contains(response.status) else {
            let failure = OpenAIFailure.error(response, attempt: attempt, provider: name, now: endpoint.clock.wallTime())
            return OpenAIFailure.isDefiniteRefusal(status: response.status) ? .refused(failure) : .unknown(failure)
        }
        guard let answer = try? endpoint.object(response, attempt: attempt), let id = answer["id"]?.string, !id.isEmpty else {
            return .unknown(endpoint.malformed(attempt))
        }
        return .created(FineTuningHandle(provider: name, id: id))
    }

    public func find(_ intent: IntentKey) async throws -> FineTuningHandle? {
        let attempt = "searching the fine-tuning job"
        let metadata = endpoint.settings.metadataName
        var after: String?
        for _ in 0..<Self.pageLimit {
            var query = [("limit", "100"), ("metadata[\(metadata)]", intent.rawValue)]
            if let after { query.append(("after", after)) }
            let page = try await endpoint.json("GET", "/fine_tuning/jobs", query: query, attempt: attempt)
            guard let jobs = page["data"]?.array else { throw endpoint.malformed(attempt) }
            // Checked here too: many compatible endpoints ignore the filter.
            if let job = jobs.first(where: { $0["metadata"]?[metadata]?.string == intent.rawValue }) {
                guard let id = job["id"]?.string, !id.isEmpty else { throw endpoint.malformed(attempt) }
                return FineTuningHandle(provider: name, id: id)
            }
            guard page["has_more"]?.boolean == true else { return nil }
            guard let last = jobs.last?["id"]?.string, last != after else { throw endpoint.malformed(attempt) }
            after = last
        }
        throw FleetError(
            "provider_search_too_long", .transient, "\(attempt): more than \(Self.pageLimit * 100) jobs and the filter is not honoured",
            hint: "remove old jobs at the provider, or resolve the permit by hand")
    }

    public func status(of handle: FineTuningHandle, events limit: Int) async throws -> FineTuningStatus {
        let attempt = "asking for the fine-tuning job"
        let path = "/fine_tuning/jobs/\(OpenAIEndpoint.escaped(handle.id))"
        let job = try await endpoint.json("GET", path, attempt: attempt)
        guard var status = OpenAIFineTuningBody.status(job) else { throw endpoint.malformed(attempt) }
        guard limit > 0 else { return status }
        do {
            let page = try await endpoint.json("GET", path + "/events", query: [("limit", String(min(limit, 100)))], attempt: attempt)
            status.events = OpenAIFineTuningBody.events(page)
        } catch let error as FleetError where error.code == ProviderFailure.notFound || error.code == ProviderFailure.refused {
            // Some compatible endpoints have no events; the state is what counts.
            return status
        }
        return status
    }

    public func cancel(_ handle: FineTuningHandle) async throws {
        let attempt = "cancelling the fine-tuning job"
        do {
            _ = try await endpoint.json("POST", "/fine_tuning/jobs/\(OpenAIEndpoint.escaped(handle.id))/cancel", attempt: attempt)
        } catch let error as FleetError where error.code == ProviderFailure.refused {
            // A job that has ended cannot be cancelled: that is what was wanted.
            guard try await status(of: handle, events: 0).state.isTerminal else { throw error }
        }
    }
}
