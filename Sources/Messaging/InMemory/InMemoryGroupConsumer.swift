import FleetCore
import Synchronization

/// A member of a group on an `InMemoryBroker`; it reads straight from the log, so its buffer is empty.
final class InMemoryGroupConsumer: GroupConsumer {
    private let broker: InMemoryBroker
    private let group: String
    private let id: Int
    private let clientName: String
    private let bell: Wakeup

    init(broker: InMemoryBroker, group: String, id: Int, clientName: String, bell: Wakeup) {
        self.broker = broker
        self.group = group
        self.id = id
        self.clientName = clientName
        self.bell = bell
    }

    var generation: Int32 {
        broker.state.withLock { state in state.groups[group]?.members.first { $0.id == id }?.generation ?? -1 }
    }

    func next(limit: Int) async throws -> GroupEvent? {
        while isMember {
            if let event = takeNow(limit: limit) { return event }
            try await bell.wait()
        }
        return nil
    }

    func commit(_ offsets: [TopicPartition: Int64]) async throws {
        let failure = broker.state.withLock { state -> FleetError? in
            if state.isUnreachable { return FleetError(BrokerFailure.unreachable, .transient, "\(group): no broker answers") }
            guard let index = state.groups[group]?.index(of: id) else { return BrokerFailure.clientClosed(clientName) }
            if state.groups[group]?.commit(offsets, by: index) == true { return nil }
            return FleetError(BrokerFailure.groupMovedOn, .fenced, "\(group): the group has a newer generation than \(clientName) knows")
        }
        if let failure { throw failure }
    }

    func close(within deadline: Duration) async {
        broker.change { state in
            guard let index = state.groups[group]?.index(of: id) else { return }
            state.groups[group]?.members.remove(at: index)
            state.rebalance(group: group)
        }
        // Still registered while the others were woken: this rings its own reader too.
        broker.state.withLock { _ = $0.bells.removeValue(forKey: id) }
        bell.ring()
    }

    private var isMember: Bool { broker.state.withLock { $0.groups[group]?.index(of: id) != nil } }

    /// What is there, without waiting.
    private func takeNow(limit: Int) -> GroupEvent? {
        let (event, bells) = broker.state.withLock { state in
            let taken = state.takeEvent(group: group, member: id, limit: max(limit, 1))
            return (taken.event, taken.others ? state.allBells : [])
        }
        for bell in bells { bell.ring() }
        return event
    }
}
