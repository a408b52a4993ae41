import FleetCore
import FleetTesting
import Foundation
import HTTP
import JSON
import Testing

@testable import Providers

@Suite("OpenAI-compatible fine-tuning keeps the promises of a provider, in memory and over a socket")
struct OpenAIConformanceTests {
    private static let text = "{\"messages\":[]}\n{\"messages\":[\"ü\"]}\n"

    private func provider(_ transport: any ProviderTransport, _ url: String) -> OpenAIFineTuning {
        OpenAIFineTuning(settings: OpenAISettings(name: "openai", baseURL: url, key: "test-key"), transport: transport, clock: ManualClock())
    }

    private func withFile(_ body: (TrainingFile) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("train-\(ProcessInfo.processInfo.globallyUniqueString).jsonl")
        try Data(Self.text.utf8).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        try await body(TrainingFile(path: path.path, name: "train.jsonl"))
    }

    @Test(arguments: FineTuningConformance.promises)
    func keepsOverHTTP(_ promise: FineTuningPromise) async throws {
        let transport = HTTPProviderTransport(client: try CurlClient(policy: AddressPolicy(allowsPrivate: true)))
        let fake = FakeOpenAI()
        try await withFile { file in
            try await FakeOpenAIServer(fake: fake).run { url in
                try await promise.check(
                    FineTuningHarness(
                        provider: provider(transport, url), fake: fake, unreachable: provider(transport, "http://127.0.0.1:1/v1"), file: file,
                        uploadedText: Self.text))
            }
        }
    }

    @Test(arguments: FineTuningConformance.promises)
    func keepsInMemory(_ promise: FineTuningPromise) async throws {
        let fake = FakeOpenAI()
        let nobody = FakeOpenAI()
        nobody.onRequest { _ in .notSent }
        try await withFile { file in
            try await promise.check(
                FineTuningHarness(
                    provider: provider(fake, "https://provider.test/v1"), fake: fake,
                    unreachable: provider(nobody, "https://provider.test/v1"), file: file, uploadedText: nil))
        }
    }

    @Test(.enabled(if: ProjectFiles.hasSpecification("openai-openapi-trimmed.json"), "the published description is not at hand"))
    func requestsAndAnswersFitThePublishedDescription() async throws {
        let document = try #require(try ProjectFiles.specification("openai-openapi-trimmed.json"))
        let validator = SchemaValidator(document: document)
        let fake = FakeOpenAI()
        let recorder = RecordingTransport(inner: fake)
        let provider = provider(recorder, "https://provider.test/v1")
        _ = try await provider.upload(TrainingFile(path: "/train.jsonl", name: "train.jsonl"))
        let full = FineTuningRequest(
            baseModel: "gpt-4.1-mini-2025-04-14", trainingFile: RemoteFile(id: "file-1"), validationFile: RemoteFile(id: "file-2"), epochs: 3,
            batchSize: 8, learningRateMultiplier: 0.5, seed: 7, suffix: "lab")
        for request in [full, FineTuningRequest(baseModel: "m", trainingFile: RemoteFile(id: "file-1"))] {
            guard case .created(let handle) = await provider.create(request, intent: IntentKey("task_1/1")) else { continue }
            _ = try await provider.status(of: handle, events: 5)
            fake.set(handle.id, status: "succeeded", model: "ft:m")
            _ = try await provider.status(of: handle, events: 5)
        }
        _ = try await provider.find(IntentKey("nobody"))
        let settings = OpenAISettings(name: "openai", baseURL: "https://provider.test/v1", key: "test-key")
        let chat = OpenAIChatModel(settings: settings, model: "m", transport: recorder, clock: ManualClock())
        _ = try await chat.complete(
            ChatRequest(turns: [ChatTurn(role: "user", content: "hello")], maximumTokens: 5, wantsLogProbabilities: true))
        let embeddings = OpenAIEmbeddingModel(settings: settings, model: "m", transport: recorder, clock: ManualClock())
        _ = try await embeddings.embed(["one", "two"])
        let calls = recorder.calls
        #expect(calls.count == 14)
        for call in calls {
            let operation = try #require(Self.operation(call.request, in: document), "\(call.request.method) \(call.request.url)")
            if case .json(let bytes) = call.request.body {
                let schema = try #require(operation["requestBody"]?["content"]?["application/json"]?["schema"])
                let faults = validator.faults(in: try JSONReader.parse(bytes), schema: schema)
                #expect(faults.isEmpty, "\(call.request.url): sent \(faults)")
            }
            let schema = try #require(operation["responses"]?["200"]?["content"]?["application/json"]?["schema"])
            let faults = validator.faults(in: try JSONReader.parse(call.response.body), schema: schema)
            #expect(faults.isEmpty, "\(call.request.url): answered \(faults)")
        }
        let error = try JSONReader.parse(FakeOpenAI.failure(429, "rate_limit_exceeded").body)
        #expect(validator.faults(in: error, pointer: "#/components/schemas/ErrorResponse").isEmpty)
    }

    /// The operation that a request is, by the description's paths.
    private static func operation(_ request: ProviderRequest, in document: JSONValue) -> JSONValue? {
        let path = request.url.dropFirst("https://provider.test/v1".count).prefix { $0 != "?" }.split(separator: "/")
        for member in document["paths"]?.object ?? JSONObject() {
            let pattern = member.key.split(separator: "/")
            guard pattern.count == path.count, zip(pattern, path).allSatisfy({ $0 == $1 || $0.hasPrefix("{") }) else { continue }
            if let found = member.value[request.method.lowercased()] { return found }
        }
        return nil
    }
}
