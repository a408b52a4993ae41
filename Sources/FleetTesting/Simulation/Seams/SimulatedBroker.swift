import FleetCore
import Messaging

/// A broker as one simulated process sees it: every call can fail, be slow, or be the last one.
public struct SimulatedBroker: Broker {
    let base: InMemoryBroker
    let gate: SeamGate
    let clients: SimulatedClients

    public init(base: InMemoryBroker, gate: SeamGate, clients: SimulatedClients) {
        self.base = base
        self.gate = gate
        self.clients = clients
    }

    static func unreachable(_ what: String) -> FleetError {
        FleetError(BrokerFailure.unreachable, .transient, "\(what): the simulated broker does not answer")
    }

    static func unknown(_ what: String) -> FleetError {
        FleetError(BrokerFailure.deliveryUnknown, .transient, "\(what): the simulated broker's answer was lost")
    }

    private func connect<Value: Sendable>(_ operation: String, _ body: () async throws -> Value) async throws -> Value {
        let fault = gate.decide(operation)
        try await gate.before(fault)
        if fault?.isFailure == true || fault == .failAfter { throw Self.unreachable(operation) }
        // Nothing may come between a connection and its owner: nobody else would close it.
        return try await body()
    }

    public func producer(clientName: String) async throws -> any RecordProducer {
        try await connect("broker.connect producer") {
            let producer = try await base.producer(clientName: clientName)
            clients.opened(by: gate.node) { await producer.close(within: .zero) }
            return SimulatedProducer(base: producer, gate: gate)
        }
    }

    public func groupConsumer(group: String, topics: [String], clientName: String) async throws -> any GroupConsumer {
        try await connect("broker.join") {
            let consumer = try await base.groupConsumer(group: group, topics: topics, clientName: clientName)
            clients.joined(group, as: clientName, by: gate.node) { await consumer.close(within: .zero) }
            return SimulatedGroupConsumer(base: consumer, gate: gate)
        }
    }

    public func assignedConsumer(clientName: String) async throws -> any AssignedConsumer {
        try await connect("broker.connect consumer") {
            let consumer = try await base.assignedConsumer(clientName: clientName)
            clients.opened(by: gate.node) { await consumer.close(within: .zero) }
            return SimulatedAssignedConsumer(base: consumer, gate: gate)
        }
    }

    public func administration() async throws -> any BrokerAdministration {
        SimulatedAdministration(base: try await base.administration(), gate: gate)
    }
}
