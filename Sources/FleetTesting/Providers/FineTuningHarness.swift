import FleetCore
import Providers

/// A fine-tuning provider and the other side of it, for one promise.
public struct FineTuningHarness: Sendable {
    public let provider: any FineTuningProvider
    /// What stands behind the provider: its ledger of creates, its faults.
    public let fake: FakeOpenAI
    /// The provider as it is when nobody listens at its address.
    public let unreachable: any FineTuningProvider
    /// A file on this machine that can be uploaded.
    public let file: TrainingFile
    /// What the file holds, where its bytes really travel; nil where they do not.
    public let uploadedText: String?

    public init(
        provider: any FineTuningProvider, fake: FakeOpenAI, unreachable: any FineTuningProvider, file: TrainingFile, uploadedText: String?
    ) {
        self.provider = provider
        self.fake = fake
        self.unreachable = unreachable
        self.file = file
        self.uploadedText = uploadedText
    }

    var request: FineTuningRequest {
        FineTuningRequest(baseModel: "gpt-4.1-mini-2025-04-14", trainingFile: RemoteFile(id: "file-1"), epochs: 2, seed: 7, suffix: "lab")
    }

    /// Creates, and insists that it worked.
    func created(_ intent: IntentKey) async throws -> FineTuningHandle {
        guard case .created(let handle) = await provider.create(request, intent: intent) else {
            throw FleetError("not_created", .bug, "the provider did not create")
        }
        return handle
    }

    func failure(_ body: () async throws -> Void) async -> FleetError? {
        do {
            try await body()
            return nil
        } catch { return error as? FleetError }
    }
}
