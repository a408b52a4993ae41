import FleetCore
import FleetTesting
import JSON
import Testing

@testable import Providers

@Suite("A fine-tune is created at most once, and every answer is taken for what it is")
struct OpenAIFineTuningTests {
    private let request = FineTuningRequest(
        baseModel: "gpt-4.1-mini-2025-04-14", trainingFile: RemoteFile(id: "file-1"), epochs: 3, suffix: "lab")
    private let intent = IntentKey("task_1/1")

    private func provider(_ fake: FakeOpenAI, key: String = "test-key") -> OpenAIFineTuning {
        OpenAIFineTuning(
            settings: OpenAISettings(name: "openai", baseURL: "https://provider.test/v1/", key: key), transport: fake, clock: ManualClock())
    }

    private func failure(_ body: () async throws -> Void) async -> FleetError? {
        do {
            try await body()
            return nil
        } catch { return error as? FleetError }
    }

    @Test func whatWasCreatedIsFoundByItsIntent() async throws {
        let fake = FakeOpenAI()
        let provider = provider(fake)
        #expect(try await provider.find(intent) == nil)
        guard case .created(let handle) = await provider.create(request, intent: intent) else {
            Issue.record("not created")
            return
        }
        #expect(try await provider.find(intent) == handle)
        #expect(try await provider.find(IntentKey("task_1/2")) == nil)
        #expect(fake.creations == [FakeOpenAI.Creation(job: handle.id, intent: intent.rawValue, model: request.baseModel)])
    }

    @Test func aSearchReadsEveryPageWhereTheFilterIsIgnored() async throws {
        let fake = FakeOpenAI(honoursFilter: false)
        let provider = provider(fake)
        guard case .created(let handle) = await provider.create(request, intent: intent) else {
            Issue.record("not created")
            return
        }
        for number in 0..<250 { _ = await provider.create(request, intent: IntentKey("other/\(number)")) }
        #expect(try await provider.find(intent) == handle)
        #expect(try await provider.find(IntentKey("nobody")) == nil)
    }

    @Test func aLostAnswerIsUnknownAndTheSearchFindsTheJob() async throws {
        let fake = FakeOpenAI()
        let provider = provider(fake)
        fake.onRequest { $0.method == "POST" ? .answerLost : .none }
        guard case .unknown = await provider.create(request, intent: intent) else {
            Issue.record("a lost answer was taken for something else")
            return
        }
        #expect(try await provider.find(intent)?.id == fake.creations.first?.job)
        #expect(fake.creations.count == 1)
    }

    @Test(arguments: [400, 401, 403, 404, 422, 429])
    func aRefusalIsDefinite(_ status: Int) async {
        let fake = FakeOpenAI()
        fake.onRequest { _ in .answer(FakeOpenAI.failure(status, "refused")) }
        guard case .refused = await provider(fake).create(request, intent: intent) else {
            Issue.record("\(status) was not taken for a refusal")
            return
        }
    }

    @Test(arguments: [408, 409, 500, 502, 503, 504])
    func aFailureOfTheProviderLeavesItOpen(_ status: Int) async {
        let fake = FakeOpenAI()
        fake.onRequest { _ in .answer(FakeOpenAI.failure(status, "server_error")) }
        guard case .unknown = await provider(fake).create(request, intent: intent) else {
            Issue.record("\(status) was not taken for unknown")
            return
        }
    }

    @Test func aSuccessThatCannotBeReadLeavesItOpen() async {
        let fake = FakeOpenAI()
        for body in ["", "<html>", "[]", "{}", "{\"id\": 7}"] {
            fake.onRequest { _ in .answer(ProviderResponse(status: 200, body: Array(body.utf8))) }
            guard case .unknown = await provider(fake).create(request, intent: intent) else {
                Issue.record("\(body) was not taken for unknown")
                return
            }
        }
    }

    @Test func withoutAConnectionNothingWasSent() async {
        let fake = FakeOpenAI()
        fake.onRequest { _ in .notSent }
        guard case .notSent = await provider(fake).create(request, intent: intent) else {
            Issue.record("no connection was not taken for not sent")
            return
        }
        #expect(fake.creations.isEmpty)
    }

    @Test func aSearchThatFailsIsNeverAnEmptyOne() async {
        let fake = FakeOpenAI()
        let answers = [
            FakeOpenAI.failure(500, "server_error"), ProviderResponse(status: 200, body: Array("{}".utf8)),
            ProviderResponse(status: 200, body: Array("<html>".utf8)), FakeOpenAI.failure(404, "not_found"),
        ]
        for answer in answers {
            fake.onRequest { _ in .answer(answer) }
            #expect(await failure { _ = try await provider(fake).find(intent) } != nil)
        }
    }

    @Test func statusTellsStateModelAndFigures() async throws {
        let fake = FakeOpenAI()
        let provider = provider(fake)
        guard case .created(let handle) = await provider.create(request, intent: intent) else { return }
        #expect(try await provider.status(of: handle, events: 5).state == .pending)
        fake.set(handle.id, status: "running")
        fake.set(handle.id, status: "succeeded", model: "ft:mini:lab")
        let status = try await provider.status(of: handle, events: 5)
        #expect(status.state == .succeeded)
        #expect(status.model == "ft:mini:lab")
        #expect(status.events.map(\.message) == ["Created fine-tuning job", "The job is running", "The job is succeeded"])
        #expect(status.events.last?.figures["train_loss"] == 0.5)
    }

    @Test func aWordOfALaterReleaseIsNoEnd() async throws {
        let fake = FakeOpenAI()
        let provider = provider(fake)
        guard case .created(let handle) = await provider.create(request, intent: intent) else { return }
        fake.set(handle.id, status: "distilling")
        let status = try await provider.status(of: handle, events: 0)
        #expect(status.state == .unknown)
        #expect(!status.state.isTerminal)
    }

    @Test func successWithoutAModelIsNoSuccess() async throws {
        let fake = FakeOpenAI()
        let provider = provider(fake)
        guard case .created(let handle) = await provider.create(request, intent: intent) else { return }
        fake.set(handle.id, status: "succeeded")
        #expect(try await provider.status(of: handle, events: 0).state == .failed)
    }

    @Test func cancellingWhatHasEndedIsNoError() async throws {
        let fake = FakeOpenAI()
        let provider = provider(fake)
        guard case .created(let handle) = await provider.create(request, intent: intent) else { return }
        try await provider.cancel(handle)
        try await provider.cancel(handle)
        #expect(try await provider.status(of: handle, events: 0).state == .cancelled)
    }

    @Test func theKeyStandsInNoError() async {
        let error = await failure { _ = try await provider(FakeOpenAI(), key: "sk-very-secret").find(intent) }
        #expect(error?.code == ProviderFailure.notAuthorised)
        #expect(error.map { "\($0)".contains("secret") } == false)
    }
}
