import FleetCore
import FleetTesting
import Testing

@testable import Providers

@Suite("Models behind an OpenAI-compatible endpoint")
struct OpenAIInferenceTests {
    private let settings = OpenAISettings(name: "openai", baseURL: "http://127.0.0.1:8080/v1", key: "test-key")

    private func chat(_ fake: FakeOpenAI) -> OpenAIChatModel {
        OpenAIChatModel(settings: settings, model: "m", transport: fake, clock: ManualClock())
    }

    private func embedder(_ fake: FakeOpenAI) -> OpenAIEmbeddingModel {
        OpenAIEmbeddingModel(settings: settings, model: "m", transport: fake, clock: ManualClock())
    }

    @Test func anAnswerComesWithUsageAndLogProbabilities() async throws {
        let request = ChatRequest(turns: [ChatTurn(role: "user", content: "hello")], maximumTokens: 5, wantsLogProbabilities: true)
        let answer = try await chat(FakeOpenAI()).complete(request)
        #expect(answer.text == "hello")
        #expect(answer.usage.promptTokens == 7)
        #expect(answer.tokens == [ChatAnswer.Token(text: "hello", logProbability: -0.25)])
        #expect(!answer.isCutOff)
    }

    @Test func vectorsStandInTheOrderOfTheTexts() async throws {
        #expect(try await embedder(FakeOpenAI()).embed(["one", "two words"]) == [[3, 1], [9, 2]])
    }

    @Test(arguments: ["", "{}", #"{"choices":[]}"#, #"{"choices":[{"message":{"content":null}}]}"#, "<html>"])
    func aMalformedAnswerIsNeverAnEmptyText(_ body: String) async {
        let fake = FakeOpenAI()
        fake.onRequest { _ in .answer(ProviderResponse(status: 200, body: Array(body.utf8))) }
        await #expect(throws: FleetError.self) { try await chat(fake).complete(ChatRequest(turns: [], maximumTokens: 1)) }
    }

    @Test(arguments: [
        #"{"data":[]}"#, #"{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}"#,
        #"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}"#,
        #"{"data":[{"index":0,"embedding":[]},{"index":5,"embedding":[1]}]}"#,
    ])
    func aMissingVectorIsAnError(_ body: String) async {
        let fake = FakeOpenAI()
        fake.onRequest { _ in .answer(ProviderResponse(status: 200, body: Array(body.utf8))) }
        await #expect(throws: FleetError.self) { try await embedder(fake).embed(["a", "b"]) }
    }
}
