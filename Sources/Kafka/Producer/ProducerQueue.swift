import CRDKafka
import FleetCore
import Messaging
import Synchronization

/// Everything between a call of `send` and its acknowledgement: records wait here in the order of the calls, and go into the library while
/// there is room.
final class ProducerQueue: Sendable {
    /// Records that may wait behind them; a call beyond that is refused as throttled.
    static let maximumWaiting = 100_000

    private struct State {
        var handle: ClientHandle?
        var topics = TopicHandles()
        /// The calls whose records have not all gone out; of the first one the number of its first record, and how many have.
        var waiting: [DeliveryBatch] = []
        var head = 0
        var firstNumber: UInt?
        var gone = 0
        var waitingCount = 0
        var inFlight = InFlightBatches()
        var inFlightCount = 0
        var inFlightBytes = 0
        var isClosed = false

        mutating func goOn() {
            head += 1
            firstNumber = nil
            gone = 0
        }
    }

    private let state = Mutex(State())
    private let name: String

    init(name: String) { self.name = name }

    var isIdle: Bool { state.withLock { $0.waitingCount == 0 && $0.inFlightCount == 0 } }

    /// Puts the records of one call in.
    func submit(_ records: [OutgoingRecord]) -> DeliveryBatch {
        let batch = DeliveryBatch(records)
        let refusal = state.withLock { state -> FleetError? in
            if state.isClosed { return BrokerFailure.clientClosed(name) }
            if state.waitingCount + records.count > Self.maximumWaiting, state.waitingCount > 0 {
                return FleetError(
                    "producer_backlog_full", .throttled, "\(name): \(state.waitingCount) records wait to be sent already",
                    hint: "send again later", retryAfter: .seconds(1))
            }
            if records.isEmpty { return nil }
            state.waiting.append(batch)
            state.waitingCount += records.count
            pump(&state)
            return nil
        }
        if let refusal { batch.fail(batch.records.indices, refusal) }
        return batch
    }

    /// The client that sends from now on; nil: none, records wait.
    func use(_ handle: ClientHandle?) {
        state.withLock { state in
            state.topics.release()
            state.handle = handle
            pump(&state)
        }
    }

    /// Takes reports in and sends what waits.
    func settle(_ reports: [DeliveryReport]) {
        state.withLock { state in
            var next = 0
            while next < reports.count {
                let report = reports[next]
                guard let record = state.inFlight.find(report.ticket) else {
                    next += 1
                    continue
                }
                var end = next + 1
                let finished: DeliveryBatch.Finished
                if !report.isWritten {
                    let topic = record.batch.records[record.index].topic
                    state.topics.forget(topic)
                    finished = record.batch.fail(CollectionOfOne(record.index), error(of: report, topic: topic))
                } else {
                    // Those of one call that were written come together.
                    let first = report.ticket - UInt(record.index)
                    let numbers = first..<first + UInt(record.batch.records.count)
                    while end < reports.count, reports[end].isWritten, numbers.contains(reports[end].ticket) { end += 1 }
                    finished = record.batch.finish(written: reports[next..<end], from: first)
                }
                state.inFlightCount -= finished.count
                state.inFlightBytes -= finished.bytes
                if finished.isWhole { state.inFlight.end(report.ticket) }
                next = end
            }
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

    /// Gives up what the library holds: it is unknown whether it was written. What did not go out yet of the same call still waits.
    func abandonInFlight(because cause: String) {
        let error = FleetError(BrokerFailure.deliveryUnknown, .transient, "\(name): \(cause): it is unknown whether the record was written")
        state.withLock { state in
            let first = state.firstNumber == nil ? nil : state.waiting[state.head]
            for batch in state.inFlight.removeAll() {
                batch.fail(0..<(batch === first ? state.gone : batch.records.count), error)
            }
            state.inFlightCount = 0
            state.inFlightBytes = 0
            // Its further records get numbers of their own.
            if let first { state.firstNumber = state.inFlight.begin(first) }
        }
    }

    /// Gives up what never went out.
    func abandonWaiting() {
        state.withLock { state in
            while state.head < state.waiting.count {
                let batch = state.waiting[state.head]
                batch.fail(state.gone..<batch.records.count, BrokerFailure.clientClosed(name))
                state.goOn()
            }
            state.waiting = []
            state.head = 0
            state.waitingCount = 0
        }
    }

    private func pump(_ state: inout State) {
        guard let handle = state.handle else { return }
        while state.head < state.waiting.count, pumpFirst(&state, handle) { state.goOn() }
        if state.head == state.waiting.count || state.head > 64 {
            state.waiting.removeFirst(state.head)
            state.head = 0
        }
    }

    /// Sends the records of the first call that waits; false where not all could go.
    private func pumpFirst(_ state: inout State, _ handle: ClientHandle) -> Bool {
        let batch = state.waiting[state.head]
        let first = state.firstNumber ?? state.inFlight.begin(batch)
        state.firstNumber = first
        while state.gone < batch.records.count {
            guard state.inFlightCount < InFlightLimits.records, state.inFlightBytes < InFlightLimits.bytes else { return false }
            let index = state.gone
            let record = batch.records[index]
            let code =
                if let topic = state.topics.handle(of: record.topic, handle.client) {
                    ProducedRecord.produce(record, ticket: first + UInt(index), topic: topic, handle.client)
                } else {
                    RD_KAFKA_RESP_ERR__INVALID_ARG
                }
            // The library is full although we are not: the next report goes on from here.
            if code == RD_KAFKA_RESP_ERR__QUEUE_FULL { return false }
            state.gone += 1
            state.waitingCount -= 1
            if code == RD_KAFKA_RESP_ERR_NO_ERROR {
                state.inFlightCount += 1
                state.inFlightBytes += batch.sizes[index]
            } else {
                state.topics.forget(record.topic)
                let failure = KafkaError.fleetError(LibraryFailure(code), during: "\(name): \(record.topic)")
                if batch.fail(CollectionOfOne(index), failure).isWhole { state.inFlight.end(first) }
            }
        }
        return true
    }

    private func error(of report: DeliveryReport, topic: String) -> FleetError {
        guard let failure = report.failure else {
            return FleetError(
                BrokerFailure.deliveryUnknown, .transient, "\(name): \(topic): nobody has said where the record was written")
        }
        let error = KafkaError.fleetError(failure, during: "\(name): \(topic)")
        guard error.code == BrokerFailure.deliveryUnknown, !report.mayBeWritten else { return error }
        return FleetError(BrokerFailure.unreachable, .transient, "\(error.message); it was not written", hint: error.hint)
    }
}
