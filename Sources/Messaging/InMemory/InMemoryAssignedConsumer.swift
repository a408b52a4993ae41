import FleetCore

/// Reads partitions of an `InMemoryBroker` that it assigns itself.
final class InMemoryAssignedConsumer: AssignedConsumer {
    private let broker: InMemoryBroker
    private let id: Int
    private let clientName: String
    private let bell: Wakeup

    init(broker: InMemoryBroker, id: Int, clientName: String, bell: Wakeup) {
        self.broker = broker
        self.id = id
        self.clientName = clientName
        self.bell = bell
    }

    func assign(_ positions: [TopicPartition: StartPosition]) async throws {
        let isOpen = broker.state.withLock { state in
            guard state.readers[id] != nil else { return false }
            state.assign(id, positions)
            return true
        }
        if !isOpen { throw BrokerFailure.clientClosed(clientName) }
        bell.ring()
    }

    func next(limit: Int) async throws -> AssignedEvent? {
        while true {
            let (isOpen, event) = broker.state.withLock { state in
                (state.readers[id] != nil, state.takeAssigned(id, limit: max(limit, 1)))
            }
            if let event { return event }
            if !isOpen { return nil }
            try await bell.wait()
        }
    }

    /// What is there now, without waiting: for tests that turn loops by hand.
    func takeNow(limit: Int) -> AssignedEvent? { broker.state.withLock { $0.takeAssigned(id, limit: max(limit, 1)) } }

    func close(within deadline: Duration) async {
        broker.state.withLock { state in
            state.readers[id] = nil
            state.bells[id] = nil
        }
        bell.ring()
    }
}
