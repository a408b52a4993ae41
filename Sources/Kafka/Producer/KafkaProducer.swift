import FleetCore
import Messaging

/// An idempotent producer: acknowledged by all replicas in sync, in order per partition.
final class KafkaProducer: RecordProducer {
    private let loop: ProducerLoop
    private let name: String

    init(loop: ProducerLoop, name: String) {
        self.loop = loop
        self.name = name
    }

    func send(_ record: OutgoingRecord) async throws -> Delivery {
        let batch = loop.queue.submit([record])
        // Cancelled: the wait is abandoned, the record is not called back.
        try await batch.done.wait()
        guard let result = batch.results(missing: abandoned).first else { throw abandoned }
        return try result.get()
    }

    func send(all records: [OutgoingRecord]) async -> [Result<Delivery, FleetError>] {
        let batch = loop.queue.submit(records)
        do { try await batch.done.wait() } catch {
            // Cancelled: what is not acknowledged yet is reported as unknown.
            return batch.results(missing: abandoned)
        }
        return batch.results(missing: abandoned)
    }

    func close(within deadline: Duration) async { await loop.close(within: deadline) }

    private var abandoned: FleetError {
        FleetError(BrokerFailure.deliveryUnknown, .transient, "\(name): stopped waiting for the acknowledgement")
    }
}
