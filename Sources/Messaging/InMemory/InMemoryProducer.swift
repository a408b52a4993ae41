import FleetCore
import Synchronization

/// Writes into the broker's memory; the order of the calls' starts is the order of the log.
final class InMemoryProducer: RecordProducer {
    private let broker: InMemoryBroker
    private let clientName: String
    private let isClosed = Mutex(false)

    init(broker: InMemoryBroker, clientName: String) {
        self.broker = broker
        self.clientName = clientName
    }

    func send(_ record: OutgoingRecord) async throws -> Delivery {
        let (result, delay) = write(record)
        if let delay { try await broker.clock.sleep(for: delay) }
        return try result.get()
    }

    func send(all records: [OutgoingRecord]) async -> [Result<Delivery, FleetError>] {
        let written = records.map { write($0) }
        let longest = written.compactMap { $0.delay }.max()
        guard let longest else { return written.map { $0.result } }
        do {
            try await broker.clock.sleep(for: longest)
            return written.map { $0.result }
        } catch {
            let unknown = FleetError(BrokerFailure.deliveryUnknown, .transient, "\(clientName): stopped waiting for the acknowledgement")
            return written.map { $0.delay == nil ? $0.result : .failure(unknown) }
        }
    }

    func close(within deadline: Duration) async { isClosed.withLock { $0 = true } }

    private func write(_ record: OutgoingRecord) -> (result: Result<Delivery, FleetError>, delay: Duration?) {
        if isClosed.withLock({ $0 }) { return (.failure(BrokerFailure.clientClosed(clientName)), nil) }
        if (record.value?.count ?? 0) > InMemoryBroker.producerLimit {
            let limit = InMemoryBroker.producerLimit
            return (.failure(FleetError(BrokerFailure.recordTooLarge, .permanent, "\(record.topic): records have at most \(limit) bytes")), nil)
        }
        let decide = broker.rule.withLock { $0 }
        switch decide?(record) ?? .none {
        case .none: return (append(record, copies: 1), nil)
        case .lost: return (append(record, copies: 0), nil)
        case .duplicated: return (append(record, copies: 2), nil)
        case .acknowledgedAfter(let delay): return (append(record, copies: 1), delay)
        case .failedBefore(let error): return (.failure(error), nil)
        case .failedAfter(let error):
            _ = append(record, copies: 1)
            return (.failure(error), nil)
        }
    }

    private func append(_ record: OutgoingRecord, copies: Int) -> Result<Delivery, FleetError> {
        let now = broker.clock.wallTime()
        let (result, bells) = broker.state.withLock { state in
            (state.append(record, copies: copies, now: now), state.bells(reading: record.topic))
        }
        for bell in bells { bell.ring() }
        return result
    }
}
