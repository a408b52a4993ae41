import FleetCore
import Providers
import Synchronization

/// What a simulated provider has: the jobs that were created there, and the ledger of every call that reached it. It never forgets and refuses no second create.
public final class ProviderBook: Sendable {
    struct Job: Sendable {
        let id: String
        /// Nil: whoever made it did not say what for.
        let intent: String?
        /// The mark of a fleet.
        let mark: String?
        /// By the calendar of whoever made it.
        let createdAt: Timestamp
        let listedAt: Duration
        let endsAt: Duration
        let end: FineTuningStatus.State
        var cancelledAt: Duration?
        var isStray = false

        /// The intent that it was bought for by the fleet's own call.
        var bought: String? { isStray ? nil : intent }
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

    func create(_ intent: IntentKey, mark: String?, at now: Duration, wall: Timestamp) -> String {
        let lag = Duration.nanoseconds(Int64(random.fraction() * Double(longestListingLag.inNanoseconds)))
        // Now and then a job takes longer than anybody thought.
        let isLate = random.fraction() < 0.1
        let lasts = Duration.milliseconds(Int64(1000 + random.fraction() * (isLate ? 400_000 : 60_000)))
        let fails = random.fraction() < failing
        return state.withLock { state in
            let job = Job(
                id: "ft-\(state.jobs.count + 1)", intent: intent.rawValue, mark: mark, createdAt: wall, listedAt: now + lag, endsAt: now + lasts,
                end: fails ? .failed : .succeeded)
            state.jobs.append(job)
            state.ledger.append(ProviderEntry(.create, intent: intent.rawValue, remote: job.id))
            return job.id
        }
    }

    /// Somebody else's doing with a fleet's mark: an object that goes on for ever, and that no call of the fleet has made.
    public func stray(_ intent: IntentKey?, mark: String, at now: Duration, wall: Timestamp) -> String {
        state.withLock { state in
            var job = Job(
                id: "stray-\(state.jobs.count + 1)", intent: intent?.rawValue, mark: mark, createdAt: wall, listedAt: now,
                endsAt: .seconds(1_000_000),
                end: .succeeded)
            job.isStray = true
            state.jobs.append(job)
            return job.id
        }
    }

    /// Objects that go on: each with the intent that it was made for.
    public func living(at now: Duration) -> [(id: String, intent: IntentKey?)] {
        state.withLock { state in
            state.jobs.filter { $0.cancelledAt == nil && now < $0.endsAt }.map { ($0.id, $0.intent.map { IntentKey($0) }) }
        }
    }

    /// Objects on one page of a listing.
    private static let page = 3

    func living(markedBy mark: String, after: String?, at now: Duration) -> RemoteListing {
        state.withLock { state in
            var all = state.jobs.filter { $0.mark == mark && $0.listedAt <= now && $0.cancelledAt == nil && now < $0.endsAt }[...]
            if let after, let position = state.jobs.firstIndex(where: { $0.id == after }) {
                let before = Set(state.jobs[...position].map(\.id))
                all = all.drop { before.contains($0.id) }
            }
            let shown = all.prefix(Self.page).map { job in
                RemoteObject(id: job.id, intent: job.intent.map { IntentKey($0) }, state: "running", createdAt: job.createdAt.milliseconds / 1000)
            }
            return RemoteListing(objects: shown, next: all.count > Self.page ? shown.last?.id : nil)
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
            // What a stray costs was not bought by the fleet.
            state.ledger.append(ProviderEntry(.poll, intent: job.bought, remote: id, chargedMicros: status.cost?.micros))
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
            state.ledger.append(ProviderEntry(.cancel, intent: state.jobs[index].bought, remote: id, isAccepted: !isOver))
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
