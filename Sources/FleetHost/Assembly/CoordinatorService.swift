import Coordination
import FleetCore
import Messaging
import Persistence
import Telemetry

/// The coordinator and its status tail, once the store is open and the broker has said which cluster it is.
struct CoordinatorService: Service {
    let name = "coordinator"
    let coordinator: Coordinator
    let broker: any Broker
    let store: any StateStore
    let journal: StatusJournal
    let cluster: ClusterName
    /// Where the broker is looked for, for people.
    let place: String
    let clock: any FleetClock
    let logger: Logger

    private static let pause = Duration.seconds(1)

    func run(until shutdown: Signal) async throws {
        guard try await openStore(until: shutdown), try await learnCluster(until: shutdown) else { return }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await coordinator.run(until: shutdown)
                return true
            }
            group.addTask {
                try await tail(until: shutdown)
                return false
            }
            defer { group.cancelAll() }
            while let isCoordinator = try await group.next() { if isCoordinator { return } }
        }
    }

    /// A server that is away is waited for: a crash loop would help nobody. Nothing is read before its schema is this release's.
    private func openStore(until shutdown: Signal) async throws -> Bool {
        let absent = FleetError("store_unavailable", .transient, "no answer yet", hint: "see whether the database server runs and can be reached")
        return try await coordinator.prepare("waiting for the state store", absent: absent, until: shutdown) {
            _ = try await store.write("first look", as: nil) { try $0.leadership() }
        }
    }

    /// The same for the broker.
    private func learnCluster(until shutdown: Signal) async throws -> Bool {
        if cluster.isKnown { return !shutdown.isSet }
        let absent = FleetError(
            BrokerFailure.unreachable, .transient, "no answer yet", hint: "check kafka.brokers and that the broker runs; it is tried again by itself")
        return try await coordinator.prepare("asking the broker at \(place)", absent: absent, until: shutdown) {
            do {
                cluster.learn(try await broker.administration().clusterIdentity())
            } catch let error as FleetError where error.code == BrokerFailure.unreachable {
                throw FleetError(error.code, .transient, error.message, hint: error.hint ?? absent.hint)
            }
        }
    }

    /// Runs while this coordinator reigns; a standby has nothing to tail.
    private func tail(until shutdown: Signal) async throws {
        while !shutdown.isSet {
            if coordinator.writing.term != nil {
                let tail = StatusTail(broker: broker, store: store, writing: coordinator.writing, journal: journal, clock: clock, logger: logger.labelled("status tail"))
                do {
                    try await tail.run(until: shutdown)
                } catch let error as FleetError where error.disposition != .bug {
                    logger.warning("the status tail ended", ["error": error.description])
                }
            }
            try await clock.sleep(for: Self.pause)
        }
    }
}

/// Keeps the store open until everything that writes to it has ended.
struct StoreService: Service {
    let name = "store"
    let store: any StateStore

    func run(until shutdown: Signal) async throws {
        try? await shutdown.wait()
        await store.close()
    }
}
