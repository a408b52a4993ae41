import FleetCore
import Foundation
import JSON
import Providers
import Synchronization

/// An OpenAI-compatible provider in memory, behind the transport seam, with a ledger of every create that reached it.
///
/// Its answers have the shape of the published description; a test compares the two where that is at hand.
public final class FakeOpenAI: ProviderTransport {
    /// What happens to one request on its way.
    public enum Fault: Sendable {
        case none
        /// It never leaves.
        case notSent
        /// It arrives and is done; the answer is lost.
        case answerLost
        /// It does not arrive; the caller cannot tell.
        case lostOnTheWay
        /// The provider answers this and does nothing.
        case answer(ProviderResponse)
        /// The provider does what is asked and answers this.
        case doneAnswering(ProviderResponse)
    }

    /// A create that reached the provider.
    public struct Creation: Sendable, Equatable {
        public let job: String
        public let intent: String?
        public let model: String

        public init(job: String, intent: String?, model: String) {
            self.job = job
            self.intent = intent
            self.model = model
        }
    }

    struct State {
        var creations: [Creation] = []
        var jobs: [FakeOpenAIJob] = []
        var files = 0
        var requests: [ProviderRequest] = []
    }

    private let state = Mutex(State())
    private let rule = Mutex<(@Sendable (ProviderRequest) -> Fault)?>(nil)
    private let key: String
    private let honoursFilter: Bool
    private let metadataName: String
    private let finishesAtOnce: Bool
    private let record: @Sendable (ProviderEntry) -> Void

    /// - Parameters:
    ///   - key: what `authorization` must carry.
    ///   - honoursFilter: false lists all jobs whatever metadata is asked for, as many compatible endpoints do.
    ///   - finishesAtOnce: a job that is created has succeeded already; else `set` moves it.
    ///   - record: gets each call that concerns a job before it is answered; it may write and sync a file.
    public init(
        key: String = "test-key", honoursFilter: Bool = true, metadataName: String = "modelops_intent", finishesAtOnce: Bool = false,
        record: @escaping @Sendable (ProviderEntry) -> Void = { _ in }
    ) {
        self.key = key
        self.honoursFilter = honoursFilter
        self.metadataName = metadataName
        self.finishesAtOnce = finishesAtOnce
        self.record = record
    }

    /// Every create that reached the provider, in order: a promise of the fleet is that no intent stands here twice.
    public var creations: [Creation] { state.withLock { $0.creations } }

    /// Every request that arrived, in order.
    public var requests: [ProviderRequest] { state.withLock { $0.requests } }

    /// Asks `decide` about every request from now on; nil ends it.
    public func onRequest(_ decide: (@Sendable (ProviderRequest) -> Fault)?) { rule.withLock { $0 = decide } }

    /// Moves a job to another state.
    public func set(_ job: String, status: String, model: String? = nil) {
        state.withLock { state in
            guard let index = state.jobs.firstIndex(where: { $0.id == job }) else { return }
            state.jobs[index].status = status
            state.jobs[index].tunedModel = model
            if model != nil { state.jobs[index].trainedTokens = 1_200 }
            state.jobs[index].events.append("The job is \(status)")
        }
    }

    public func send(_ request: ProviderRequest) async throws -> ProviderResponse {
        let decide = rule.withLock { $0 }
        switch decide?(request) ?? .none {
        case .none: return handle(request)
        case .notSent: throw FleetError(ProviderFailure.notSent, .transient, "no connection")
        case .lostOnTheWay: throw FleetError(ProviderFailure.noAnswer, .transient, "no answer")
        case .answer(let response): return response
        case .doneAnswering(let response):
            _ = handle(request)
            return response
        case .answerLost:
            _ = handle(request)
            throw FleetError(ProviderFailure.noAnswer, .transient, "no answer")
        }
    }

    private func handle(_ request: ProviderRequest) -> ProviderResponse {
        guard request.headers["authorization"] == "Bearer \(key)" else { return Self.failure(401, "invalid_api_key") }
        let parts = request.url.split(separator: "?", maxSplits: 1)
        guard let start = parts[0].firstRange(of: "/v1/") else { return Self.failure(404, "not_found") }
        let path = parts[0][start.upperBound...].split(separator: "/").map { String($0) }
        let query = parts.count > 1 ? String(parts[1]) : ""
        return state.withLock { state in
            state.requests.append(request)
            switch (request.method, path.first, path.count) {
            case ("POST", "files", 1): return Self.upload(request, &state)
            case ("POST", "fine_tuning", 2): return create(request, &state)
            case ("GET", "fine_tuning", 2): return list(query, state)
            case ("GET", "fine_tuning", 3):
                record(ProviderEntry(.poll, remote: path[2]))
                return Self.job(path[2], state)
            case ("GET", "fine_tuning", 4): return Self.events(path[2], state)
            case ("POST", "fine_tuning", 4):
                let answer = Self.cancel(path[2], &state)
                record(ProviderEntry(.cancel, remote: path[2], isAccepted: answer.status == 200))
                return answer
            case ("POST", "chat", 2): return FakeOpenAIInference.chat(request)
            case ("POST", "embeddings", 1): return FakeOpenAIInference.embeddings(request)
            default: return Self.failure(404, "not_found")
            }
        }
    }

    private static func upload(_ request: ProviderRequest, _ state: inout State) -> ProviderResponse {
        guard case .upload(let fields, let file) = request.body, fields["purpose"] == "fine-tune" else {
            return failure(400, "invalid_request_error")
        }
        state.files += 1
        return success([
            "id": .string("file-\(state.files)"), "object": "file", "bytes": 0, "created_at": 1_767_225_600, "filename": .string(file.name),
            "purpose": "fine-tune", "status": "processed",
        ])
    }

    private func create(_ request: ProviderRequest, _ state: inout State) -> ProviderResponse {
        guard case .json(let bytes) = request.body, let body = try? JSONReader.parse(bytes), let model = body["model"]?.string,
            let file = body["training_file"]?.string
        else { return Self.failure(400, "invalid_request_error") }
        var job = FakeOpenAIJob(id: "ftjob-\(state.jobs.count + 1)", model: model, trainingFile: file, metadata: body["metadata"] ?? .null)
        record(ProviderEntry(.create, intent: body["metadata"]?[metadataName]?.string, remote: job.id))
        if finishesAtOnce {
            job.status = "succeeded"
            job.tunedModel = "ft:\(model):\(job.id)"
            job.trainedTokens = 1_200
        }
        state.jobs.append(job)
        state.creations.append(Creation(job: job.id, intent: body["metadata"]?[metadataName]?.string, model: model))
        return ProviderResponse(status: 200, body: JSONWriter.compact.bytes(job.json))
    }

    private func list(_ query: String, _ state: State) -> ProviderResponse {
        var jobs = Array(state.jobs.reversed())
        let fields = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" } }
        for field in fields where honoursFilter {
            guard let name = field.first, name.hasPrefix("metadata["), name.hasSuffix("]"), let wanted = field.last else { continue }
            if name == "metadata[\(metadataName)]" { record(ProviderEntry(.search, intent: wanted)) }
            jobs = jobs.filter { $0.metadata[String(name.dropFirst(9).dropLast())]?.string == wanted }
        }
        if let after = fields.first(where: { $0.first == "after" })?.last, let index = jobs.firstIndex(where: { $0.id == after }) {
            jobs = Array(jobs[(index + 1)...])
        }
        let limit = fields.first { $0.first == "limit" }.flatMap { $0.last }.flatMap { Int($0) } ?? 20
        return Self.success(["object": "list", "data": .array(jobs.prefix(limit).map(\.json)), "has_more": .bool(jobs.count > limit)])
    }

    private static func job(_ id: String, _ state: State) -> ProviderResponse {
        guard let job = state.jobs.first(where: { $0.id == id }) else { return failure(404, "not_found") }
        return ProviderResponse(status: 200, body: JSONWriter.compact.bytes(job.json))
    }

    private static func events(_ id: String, _ state: State) -> ProviderResponse {
        guard let job = state.jobs.first(where: { $0.id == id }) else { return failure(404, "not_found") }
        return success(["object": "list", "data": .array(job.eventList), "has_more": false])
    }

    private static func cancel(_ id: String, _ state: inout State) -> ProviderResponse {
        guard let index = state.jobs.firstIndex(where: { $0.id == id }) else { return failure(404, "not_found") }
        guard !["succeeded", "failed", "cancelled"].contains(state.jobs[index].status) else { return failure(400, "invalid_request_error") }
        state.jobs[index].status = "cancelled"
        return ProviderResponse(status: 200, body: JSONWriter.compact.bytes(state.jobs[index].json))
    }

    static func success(_ object: JSONObject) -> ProviderResponse { ProviderResponse(status: 200, body: JSONWriter.compact.bytes(.object(object))) }

    /// An error as the provider sends it.
    public static func failure(_ status: Int, _ code: String, headers: [String: String] = [:]) -> ProviderResponse {
        let body: JSONValue = .object(["error": .object(["message": "refused", "type": .string(code), "param": .null, "code": .string(code)])])
        return ProviderResponse(status: status, headers: headers, body: JSONWriter.compact.bytes(body))
    }
}
