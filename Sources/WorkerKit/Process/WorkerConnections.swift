import FleetCore
import Messaging

/// The broker's clients of one worker process.
struct WorkerConnections: Sendable {
    let producer: any RecordProducer
    let tasks: any GroupConsumer
    let control: any AssignedConsumer
    /// The one partition of `modelops.results` that this process writes to.
    let partition: Int32

    /// Reads the end of control before it joins the group, so that no answer to its first task can be missed.
    init(broker: any Broker, kind: WorkKind, fleet: FleetID, clientName: String, identifiers: IdentifierSource) async throws {
        let administration = try await broker.administration()
        let counts = try await administration.partitionCounts(of: [FleetTopics.results, FleetTopics.tasks(for: kind)])
        for topic in [FleetTopics.results, FleetTopics.tasks(for: kind)] where counts[topic] == nil {
            throw FleetError(BrokerFailure.topicUnknown, .transient, "\(topic): the broker has no such topic", hint: "run modelops topics apply")
        }
        let count = counts[FleetTopics.results] ?? 1
        partition = Int32(identifiers.fraction() * Double(count)) % max(count, 1)
        let source = ControlReader.partition
        let ranges = try await administration.offsets(of: [source])
        guard let end = ranges[source]?.high else {
            throw FleetError(BrokerFailure.topicUnknown, .transient, "\(source): the broker has no such partition", hint: "run modelops topics apply")
        }
        producer = try await broker.producer(clientName: clientName)
        control = try await broker.assignedConsumer(clientName: clientName)
        do {
            try await control.assign([source: .offset(end)])
            tasks = try await broker.groupConsumer(group: kind.group(of: fleet), topics: [FleetTopics.tasks(for: kind)], clientName: clientName)
        } catch {
            await control.close(within: .zero)
            await producer.close(within: .zero)
            throw error
        }
    }

    func close(within deadline: Duration) async {
        await tasks.close(within: deadline)
        await control.close(within: deadline)
        await producer.close(within: deadline)
    }
}
