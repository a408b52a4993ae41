import FleetCore
import FleetTesting
import HTTP
import JSON
import Messaging
import Providers
import Testing
import WorkerKit

@testable import Training

/// The trainer's part of an inventory, over a socket: what lives with the fleet's mark is listed, and one object is ended.
@Suite struct RemoteInventoryTests {
    private static let mark = "fleet/1"

    private func task(_ step: String, _ input: RemoteInventoryInput) throws -> TaskAssignment {
        TaskAssignment(
            job: JobID("job_1"), tenant: TenantName("default"), stage: .train, step: step,
            token: ExecutionToken(task: WorkTaskID("task_1"), attempt: 1, execution: ExecutionID("exec_a")), input: try JSONValue.encoding(input),
            checkpoint: nil, permit: nil)
    }

    /// A trainer that speaks to a provider behind a server on loopback.
    private func withTrainer(_ body: @escaping @Sendable (TrainingWorker, FakeOpenAI, OpenAIFineTuning, RecordingContext) async throws -> Void)
        async throws
    {
        let fake = FakeOpenAI()
        let transport = HTTPProviderTransport(client: try CurlClient(policy: AddressPolicy(allowsPrivate: true)))
        try await FakeOpenAIServer(fake: fake).run { url in
            let tuning = OpenAIFineTuning(
                settings: OpenAISettings(name: "openai", baseURL: url, key: "test-key"), transport: transport, clock: ManualClock())
            let worker = TrainingWorker(trainers: ["openai": ProviderTrainer(provider: tuning)])
            try await body(worker, fake, tuning, try RecordingContext(artifacts: MemoryObjectStore(), clock: ManualClock()))
        }
    }

    private func create(_ tuning: OpenAIFineTuning, _ intent: String, mark: String?) async {
        _ = await tuning.create(
            FineTuningRequest(baseModel: "m", trainingFile: RemoteFile(id: "file-1"), fleetMark: mark), intent: IntentKey(intent))
    }

    @Test func whatWasMadeTwiceIsListedAndTheExtraOneIsEnded() async throws {
        try await withTrainer { worker, fake, tuning, context in
            for mark in [Self.mark, Self.mark, "fleet/2", nil] { await create(tuning, "task_1-1", mark: mark) }
            let input = RemoteInventoryInput(provider: "openai", mark: Self.mark)
            guard case .completed(let output, _) = try await worker.run(try task("inventory", input), in: context) else {
                Issue.record("no listing")
                return
            }
            let listing = try output.decode(RemoteListing.self)
            #expect(listing.objects.map(\.id) == ["ftjob-2", "ftjob-1"])
            #expect(listing.objects.allSatisfy { $0.intent == IntentKey("task_1-1") })
            #expect(listing.next == nil)
            var retired = input
            retired.object = "ftjob-2"
            guard case .completed(let end, _) = try await worker.run(try task("retire", retired), in: context) else {
                Issue.record("not ended")
                return
            }
            #expect(try end.decode(TrainCancelOutput.self).remoteState == "cancelled")
            // Nobody else's was touched, and what has ended is listed no more.
            #expect(fake.requests.filter { $0.url.hasSuffix("/cancel") }.map { $0.url.contains("ftjob-2") } == [true])
            #expect(try await tuning.living(markedBy: Self.mark, after: nil, pages: 1).objects.map(\.id) == ["ftjob-1"])
        }
    }

    @Test func anObjectThatIsNotNamedIsOurMistake() async throws {
        try await withTrainer { worker, _, _, context in
            let input = RemoteInventoryInput(provider: "openai", mark: Self.mark)
            let error = await expectFleetError { try await worker.run(try task("retire", input), in: context) }
            #expect(error?.disposition == .bug)
        }
    }
}
