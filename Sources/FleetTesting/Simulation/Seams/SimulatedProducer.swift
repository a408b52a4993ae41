import FleetCore
import Messaging

/// Writes records through a gate. What is before the effect keeps the order of the calls: a caller that waits for each answer sees no reordering.
struct SimulatedProducer: RecordProducer {
    let base: any RecordProducer
    let gate: SeamGate

    /// Topics whose acknowledged records may be gone all the same: the protocol must do without them.
    private static let losable = [FleetTopics.results, FleetTopics.control] + WorkKind.allCases.map(\.topic)
    /// Topics of which the broker may refuse a record for good: it fails its job, and no other.
    private static let refusable = [FleetTopics.control] + WorkKind.allCases.map(\.topic)
    /// Topics whose records may arrive as nonsense: releases that do not fit together.
    private static let garblable = [FleetTopics.results] + WorkKind.allCases.map(\.topic)

    private static func operation(_ record: OutgoingRecord) -> String {
        let type = record.headers.last { $0.name == "ce_type" }.map { " " + String(decoding: $0.value, as: UTF8.self) }
        return "produce.\(record.topic)\(type ?? "")"
    }

    /// What is said of one job can be refused; so can an outcome that is too large.
    private static func isRefusable(_ record: OutgoingRecord) -> Bool {
        refusable.contains(record.topic) || record.topic.hasSuffix("jobs.status")
            || operation(record) == "produce.\(FleetTopics.results) \(MessageType.taskCompleted.rawValue)"
    }

    func send(_ record: OutgoingRecord) async throws -> Delivery {
        let fault = gate.decide(Self.operation(record), isRecord: true)
        try await gate.before(fault)
        let outcome = await write(record, fault)
        try await gate.after(fault)
        return try outcome.get()
    }

    func send(all records: [OutgoingRecord]) async -> [Result<Delivery, FleetError>] {
        let faults = records.map { gate.decide(Self.operation($0), isRecord: true) }
        let stopped = FleetError(BrokerFailure.deliveryUnknown, .transient, "the sender stopped waiting")
        var outcomes: [Result<Delivery, FleetError>] = []
        for (record, fault) in zip(records, faults) {
            do {
                try await gate.before(fault)
                outcomes.append(await write(record, fault))
            } catch { return outcomes + records.dropFirst(outcomes.count).map { _ in .failure(stopped) } }
        }
        for fault in faults {
            do { try await gate.after(fault) } catch { return records.map { _ in .failure(stopped) } }
        }
        return outcomes
    }

    private func write(_ record: OutgoingRecord, _ fault: SimulatedFault?) async -> Result<Delivery, FleetError> {
        switch fault {
        case .failBefore, .failLate: return .failure(SimulatedBroker.unreachable(record.topic))
        case .refuse where Self.isRefusable(record):
            gate.note("is refused a record of \(record.topic)")
            return .failure(FleetError(BrokerFailure.recordTooLarge, .permanent, "the simulated broker does not take the record"))
        case .lose where Self.losable.contains(record.topic):
            gate.note("loses a record of \(record.topic)")
            return .success(Delivery(source: TopicPartition(topic: record.topic, partition: record.partition ?? 0), offset: 0))
        default: break
        }
        do {
            var record = record
            if fault == .garble, Self.garblable.contains(record.topic) {
                gate.note("garbles a record of \(record.topic)")
                record = OutgoingRecord(
                    topic: record.topic, partition: record.partition, key: record.key, value: Array("{".utf8), headers: record.headers)
            }
            let delivery = try await base.send(record)
            if fault == .duplicate { _ = try await base.send(record) }
            return fault == .failAfter ? .failure(SimulatedBroker.unknown(record.topic)) : .success(delivery)
        } catch { return .failure(FleetError.wrapping(error, during: "sending")) }
    }

    func close(within deadline: Duration) async {
        guard !gate.node.isDead else { return }
        await base.close(within: deadline)
    }
}
