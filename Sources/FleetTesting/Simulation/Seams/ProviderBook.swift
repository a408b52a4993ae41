import FleetCore
import Providers
import Synchronization

/// What a simulated provider has: the jobs that were created there, and the ledger of every call that reached it. It never forgets and refuses no second create.
public final class ProviderBook: Sendable {
    struct Job: Sendable {
        let id: String
        let intent: String
        let createdAt: Duration
        let listedAt: Duration
        let endsAt: Duration
        let end: FineTuningStatus.State
        var cancelledAt: Duration?
    }

    private struct State {
        var jobs: [Job] = []
        var ledger: [ProviderEntry] = []
        var files = 0
    }

    private let state = Mutex(State())
    private let random: SeededRandom
    /// The longest time until a created job shows in searches.
    public let longestListingLag: Duration
    /// The share of jobs that fail at the provider.
    public let failing: Double
    public static let price: Int64 = 3_500_000
    public static let cancelledPrice: Int64 = 400_000

    public init(seed: UInt64, longestListingLag: Duration = .zero, failing: Double = 0.1) {
        random = SeededRandom(seed: seed)
        self.longestListingLag = longestListingLag
        self.failing = failing
    }

    /// Everything that reached the provider, in order.
    public var ledger: [ProviderEntry] { state.withLock { $0.ledger } }

    /// What was made for an intent, as the provider's console shows it to a person.
    public func object(of intent: IntentKey) -> String? { state.withLock { state in state.jobs.first { $0.intent == intent.rawValue }?.id } }

    func upload() -> String {
        state.withLock { state in
            state.files += 1
            return "file-\(state.files)"
        }
    }

    func create(_ intent: IntentKey, at now: Duration) -> String {
        let lag = Duration.nanoseconds(Int64(random.fraction() * Double(longestListingLag.inNanoseconds)))
        let lasts = Duration.milliseconds(Int64(1000 + random.fraction() * 60_000))
        let fails = random.fraction() < failing
        return state.withLock { state in
            let job = Job(
                id: "ft-\(state.jobs.count + 1)", intent: intent.rawValue, createdAt: now, listedAt: now + lag, endsAt: now + lasts,
                end: fails ? .failed : .succeeded)
            state.jobs.append(job)
            state.ledger.append(ProviderEntry(.create, intent: intent.rawValue, remote: job.id))
            return job.id
        }
    }

    /// A create that the provider refuses.
    func refuse(_ intent: IntentKey) {
        state.withLock { $0.ledger.append(ProviderEntry(.create, intent: intent.rawValue, isAccepted: false)) }
    }

    func find(_ intent: IntentKey, at now: Duration) -> String? {
        state.withLock { state in
            let found = state.jobs.first { $0.intent == intent.rawValue && $0.listedAt <= now }
            state.ledger.append(ProviderEntry(.search, intent: intent.rawValue, remote: found?.id))
            return found?.id
        }
    }

    func status(of id: String, at now: Duration) throws -> FineTuningStatus {
        try state.withLock { state in
            guard let job = state.jobs.first(where: { $0.id == id }) else {
                throw FleetError(ProviderFailure.notFound, .permanent, "\(id): no such job")
            }
            let status = Self.status(job, at: now)
            let charged = status.cost?.micros
            state.ledger.append(ProviderEntry(.poll, intent: job.intent, remote: id, chargedMicros: charged))
            return status
        }
    }

    func cancel(_ id: String, at now: Duration) throws {
        try state.withLock { state in
            guard let index = state.jobs.firstIndex(where: { $0.id == id }) else {
                throw FleetError(ProviderFailure.notFound, .permanent, "\(id): no such job")
            }
            let isOver = state.jobs[index].endsAt <= now || state.jobs[index].cancelledAt != nil
            if !isOver { state.jobs[index].cancelledAt = now }
            state.ledger.append(ProviderEntry(.cancel, intent: state.jobs[index].intent, remote: id, isAccepted: !isOver))
        }
    }

    private static func status(_ job: Job, at now: Duration) -> FineTuningStatus {
        if job.cancelledAt != nil {
            return FineTuningStatus(state: .cancelled, remoteState: "cancelled", cost: Money(micros: cancelledPrice, currency: "USD"))
        }
        guard now >= job.endsAt else { return FineTuningStatus(state: .running, remoteState: "running") }
        guard job.end == .succeeded else { return FineTuningStatus(state: .failed, remoteState: "failed") }
        return FineTuningStatus(
            state: .succeeded, remoteState: "succeeded", trainedTokens: 1200, model: "ft:\(job.id)", cost: Money(micros: price, currency: "USD"))
    }
}
