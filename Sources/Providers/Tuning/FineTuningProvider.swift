import FleetCore

/// Somebody who trains models for money: upload, create once per intent, watch, cancel.
public protocol FineTuningProvider: Sendable {
    /// The name in the settings, such as `openai`.
    var name: String { get }

    /// How this provider can be kept from creating twice.
    var idempotency: ProviderIdempotency { get }

    /// Uploads a file of training rows; streamed from the disk.
    /// - Throws: `FleetError` with the provider's disposition.
    func upload(_ file: TrainingFile) async throws -> RemoteFile

    /// Makes the chargeable call. Search first, hold the permit, check the lease; then call this once.
    func create(_ request: FineTuningRequest, intent: IntentKey) async -> CreateOutcome

    /// The remote object of an intent, or nil when there certainly is none that can be seen now.
    /// - Throws: `FleetError`; an answer that was not understood is an error, never an empty search.
    func find(_ intent: IntentKey) async throws -> FineTuningHandle?

    /// What lives with a fleet's mark: what has ended is left out.
    /// - Parameters:
    ///   - after: the object behind which the listing goes on; nil: from the newest.
    ///   - pages: of the provider's, that are read at most.
    /// - Throws: `FleetError`; an answer that was not understood is an error, never an empty listing.
    func living(markedBy mark: String, after: String?, pages: Int) async throws -> RemoteListing

    /// Where the remote object is.
    /// - Parameter events: how many of the newest lines are asked for.
    func status(of handle: FineTuningHandle, events: Int) async throws -> FineTuningStatus

    /// Asks the provider to end the job; one that has ended is no error.
    func cancel(_ handle: FineTuningHandle) async throws
}

extension FineTuningProvider {
    /// A provider that cannot list has no inventory.
    public func living(markedBy mark: String, after: String?, pages: Int) async throws -> RemoteListing {
        throw FleetError("not_available", .permanent, "\(name) does not list what a fleet has made")
    }
}
