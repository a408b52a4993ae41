import FleetCore
import Messaging
import Synchronization

/// The records of one call on their way: one result each, and a signal when all are there.
final class DeliveryBatch: Sendable {
    enum Outcome: Sendable {
        case written(partition: Int32, offset: Int64)
        case failed(FleetError)
    }

    struct Finished {
        var count = 0
        var bytes = 0
        /// No record is left without an outcome.
        var isWhole = false
    }

    private struct State {
        /// Where each record was written. Small, as there is one for each record; failures are few.
        var places: [(partition: Int32, offset: Int64)]
        var failures: [Int: FleetError] = [:]
        var left: Int
    }

    private static let nowhere: Int32 = -1

    let records: [OutgoingRecord]
    /// Of each record, in bytes: counted once, since a record that was sent long ago is far away in memory.
    let sizes: [Int]
    let done = Signal()
    private let state: Mutex<State>

    init(_ records: [OutgoingRecord]) {
        self.records = records
        sizes = records.map { ProducedRecord.size(of: $0) }
        state = Mutex(State(places: Array(repeating: (Self.nowhere, 0), count: records.count), left: records.count))
        if records.isEmpty { done.set() }
    }

    /// Several at once: reports come together. The first outcome of a record counts. Gives those that had none before.
    @discardableResult
    func finish(_ outcomes: [(index: Int, outcome: Outcome)]) -> Finished {
        let finished = state.withLock { state in
            var finished = Finished()
            for (index, outcome) in outcomes where state.places[index].partition == Self.nowhere && state.failures[index] == nil {
                switch outcome {
                case .written(let partition, let offset): state.places[index] = (partition, offset)
                case .failed(let error): state.failures[index] = error
                }
                state.left -= 1
                finished.count += 1
                finished.bytes += sizes[index]
            }
            finished.isWhole = state.left == 0
            return finished
        }
        if finished.isWhole { done.set() }
        return finished
    }

    /// All from `start` on that have no outcome failed.
    func fail(from start: Int, _ error: FleetError) { finish((start..<records.count).map { ($0, .failed(error)) }) }

    /// What is known now; `missing` stands for the rest.
    func results(missing: FleetError) -> [Result<Delivery, FleetError>] {
        state.withLock { state in
            records.indices.map { index in
                let place = state.places[index]
                if place.partition == Self.nowhere { return .failure(state.failures[index] ?? missing) }
                return .success(Delivery(source: TopicPartition(topic: records[index].topic, partition: place.partition), offset: place.offset))
            }
        }
    }
}
