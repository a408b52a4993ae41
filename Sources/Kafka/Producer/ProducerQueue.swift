import CRDKafka
import FleetCore
import Messaging
import Synchronization

/// Everything between a call of `send` and its acknowledgement: records wait here in the order of the calls, and go into the library while
/// there is room. The library holds a number for each, never an object of ours, so that nothing leaks where no report comes.
final class ProducerQueue: Sendable {
    /// Records that may wait behind them; a call beyond that is refused as throttled.
    static let maximumWaiting = 100_000

    private struct Waiting {
        let record: OutgoingRecord
        let batch: DeliveryBatch
        let index: Int
    }

    private struct InFlight {
        let topic: String
        let bytes: Int
        let batch: DeliveryBatch
        let index: Int
    }

    private struct State {
        var handle: ClientHandle?
        var waiting: [Waiting] = []
        var head = 0
        var inFlight: [UInt: InFlight] = [:]
        var bytes = 0
        var nextTicket: UInt = 1
        var isClosed = false
        var waitingCount: Int { waiting.count - head }
    }

    private let state = Mutex(State())
    private let name: String

    init(name: String) { self.name = name }

    var isIdle: Bool { state.withLock { $0.waitingCount == 0 && $0.inFlight.isEmpty } }

    /// Puts the records of one call in.
    func submit(_ records: [OutgoingRecord]) -> DeliveryBatch {
        let batch = DeliveryBatch(count: records.count)
        state.withLock { state in
            let refusal: FleetError? =
                if state.isClosed {
                    BrokerFailure.clientClosed(name)
                } else if state.waitingCount + records.count > Self.maximumWaiting, state.waitingCount > 0 {
                    FleetError(
                        "producer_backlog_full", .throttled, "\(name): \(state.waitingCount) records wait to be sent already",
                        hint: "send again later", retryAfter: .seconds(1))
                } else {
                    nil
                }
            for (index, record) in records.enumerated() {
                if let refusal {
                    batch.finish(index, .failure(refusal))
                } else {
                    state.waiting.append(Waiting(record: record, batch: batch, index: index))
                }
            }
            pump(&state)
        }
        return batch
    }

    /// The client that sends from now on; nil: none, records wait.
    func use(_ handle: ClientHandle?) {
        state.withLock { state in
            state.handle = handle
            pump(&state)
        }
    }

    /// Takes reports in and sends what waits.
    func settle(_ reports: [DeliveryReport]) {
        state.withLock { state in
            var batch: DeliveryBatch?
            var outcomes: [(index: Int, result: Result<Delivery, FleetError>)] = []
            for report in reports {
                guard let record = state.inFlight.removeValue(forKey: report.ticket) else { continue }
                state.bytes -= record.bytes
                if record.batch !== batch {
                    batch?.finish(outcomes)
                    outcomes = []
                    batch = record.batch
                }
                outcomes.append((record.index, outcome(of: report, topic: record.topic)))
            }
            batch?.finish(outcomes)
            pump(&state)
        }
    }

    func pump() { state.withLock { pump(&$0) } }

    /// Takes nothing more in; what is inside still goes out.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.handle?.wake()
        }
    }

    /// Gives up what the library holds: it is unknown whether it was written.
    func abandonInFlight(because cause: String) {
        let error = FleetError(BrokerFailure.deliveryUnknown, .transient, "\(name): \(cause): it is unknown whether the record was written")
        state.withLock { state in
            for record in state.inFlight.values { record.batch.finish(record.index, .failure(error)) }
            state.inFlight = [:]
            state.bytes = 0
        }
    }

    /// Gives up what never went out.
    func abandonWaiting() {
        state.withLock { state in
            for waiting in state.waiting[state.head...] { waiting.batch.finish(waiting.index, .failure(BrokerFailure.clientClosed(name))) }
            state.waiting = []
            state.head = 0
        }
    }

    private func pump(_ state: inout State) {
        guard let handle = state.handle else { return }
        while state.waitingCount > 0, state.inFlight.count < InFlightLimits.records, state.bytes < InFlightLimits.bytes {
            let next = state.waiting[state.head]
            let ticket = state.nextTicket
            let code = ProducedRecord.produce(next.record, ticket: ticket, handle)
            // The library is full although we are not: the next report goes on from here.
            if code == RD_KAFKA_RESP_ERR__QUEUE_FULL { break }
            state.head += 1
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                state.nextTicket += 1
                let bytes = ProducedRecord.size(of: next.record)
                state.bytes += bytes
                state.inFlight[ticket] = InFlight(topic: next.record.topic, bytes: bytes, batch: next.batch, index: next.index)
            } else {
                next.batch.finish(next.index, .failure(KafkaError.fleetError(LibraryFailure(code), during: "\(name): \(next.record.topic)")))
            }
        }
        if state.head == state.waiting.count || state.head > 1024 {
            state.waiting.removeFirst(state.head)
            state.head = 0
        }
    }

    private func outcome(of report: DeliveryReport, topic: String) -> Result<Delivery, FleetError> {
        let source = TopicPartition(topic: topic, partition: report.partition)
        guard let failure = report.failure else { return .success(Delivery(source: source, offset: report.offset)) }
        let error = KafkaError.fleetError(failure, during: "\(name): \(topic)")
        guard error.code == BrokerFailure.deliveryUnknown, !report.mayBeWritten else { return .failure(error) }
        return .failure(FleetError(BrokerFailure.unreachable, .transient, "\(error.message); it was not written", hint: error.hint))
    }
}
