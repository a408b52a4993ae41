import FleetCore
import Synchronization

/// A broker in memory, deterministic: no thread and no task of its own, everything happens inside the callers' calls.
/// It keeps the promises of the seam as Kafka does, and does on demand what a broker does on a bad day (`InMemoryBroker+Faults`).
public final class InMemoryBroker: Broker {
    let state: Mutex<InMemoryState>
    let rule = Mutex<(@Sendable (OutgoingRecord) -> ProduceFault)?>(nil)
    let clock: any FleetClock
    private let identifiers: IdentifierSource
    private let life: Mutex<String>
    /// Records above this never leave the producer; what a topic takes is its own `max.message.bytes`.
    static let producerLimit = 2 * 1024 * 1024

    /// - Parameters:
    ///   - clock: gives records their timestamps, and delays acknowledgements where a fault asks for it.
    ///   - identifiers: make the cluster identity, a new one for each instance.
    ///   - retainedBytes: a partition loses its oldest records beyond this; nil keeps everything.
    public init(clock: any FleetClock, identifiers: IdentifierSource, retainedBytes: Int? = nil) {
        self.clock = clock
        self.identifiers = identifiers
        life = Mutex(identifiers.make("memory_"))
        state = Mutex(InMemoryState(retainedBytes: retainedBytes))
    }

    /// The cluster identity: a new one when its memory was lost.
    public var incarnation: String { life.withLock { $0 } }

    func beginLife() { life.withLock { $0 = identifiers.make("memory_") } }

    public func producer(clientName: String) async throws -> any RecordProducer {
        InMemoryProducer(broker: self, clientName: clientName)
    }

    public func groupConsumer(group: String, topics: [String], clientName: String) async throws -> any GroupConsumer {
        let bell = Wakeup()
        let id = register(bell) { state, id in
            let member = InMemoryGroup.Member(id: id, clientName: clientName, topics: Set(topics))
            state.groups[group, default: InMemoryGroup()].members.append(member)
            state.rebalance(group: group)
        }
        return InMemoryGroupConsumer(broker: self, group: group, id: id, clientName: clientName, bell: bell)
    }

    public func assignedConsumer(clientName: String) async throws -> any AssignedConsumer {
        let bell = Wakeup()
        let id = register(bell) { state, id in state.readers[id] = InMemoryState.AssignedReader() }
        return InMemoryAssignedConsumer(broker: self, id: id, clientName: clientName, bell: bell)
    }

    public func administration() async throws -> any BrokerAdministration { InMemoryAdministration(broker: self) }

    /// Makes a topic at once, for tests that do not care about administration.
    public func createTopic(_ name: String, partitions: Int32 = 1, settings: [String: String] = [:]) {
        change { state in
            guard state.topics[name] == nil else { return }
            state.install(InMemoryTopic(TopicSpecification(name: name, partitions: partitions, settings: settings)))
        }
    }

    /// All records of a topic that are there now, by partition and offset: for assertions.
    public func records(in topic: String) -> [Record] {
        state.withLock { state in
            (state.topics[topic]?.partitions ?? []).flatMap { log in (log.low..<log.high).compactMap { log.record(at: $0) } }
        }
    }

    /// The topics that there are, sorted.
    public var topics: [String] { state.withLock { $0.topics.keys.sorted() } }

    /// What `group` has committed: for assertions.
    public func committed(by group: String) -> [TopicPartition: Int64] { state.withLock { $0.groups[group]?.committed ?? [:] } }

    /// Changes the state and wakes everybody: for what happens rarely.
    func change(_ body: (inout InMemoryState) -> Void) {
        let bells = state.withLock { state in
            body(&state)
            return state.allBells
        }
        for bell in bells { bell.ring() }
    }

    private func register(_ bell: Wakeup, _ body: (inout InMemoryState, Int) -> Void) -> Int {
        let (id, bells) = state.withLock { state in
            let id = state.nextClient
            state.nextClient += 1
            state.bells[id] = bell
            body(&state, id)
            return (id, state.allBells)
        }
        for bell in bells { bell.ring() }
        return id
    }
}
