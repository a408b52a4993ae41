import FleetCore
import Messaging
import Synchronization

/// The records of one call on their way: one result each, and a signal when all are there.
final class DeliveryBatch: Sendable {
    /// Of the records that a call was about, those that had no outcome before.
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

    /// Takes the places of records that were written; `first` is the number of the first record of the batch. Reports come together and are
    /// nearly always of this kind. The first outcome of a record counts. Gives those that had none before.
    func finish(written reports: ArraySlice<DeliveryReport>, from first: UInt) -> Finished {
        finish { state, finished in
            for report in reports {
                let index = Int(report.ticket - first)
                guard isOpen(index, state) else { continue }
                state.places[index] = (report.partition, report.offset)
                finished.count += 1
                finished.bytes += sizes[index]
            }
        }
    }

    /// Takes the failure of records, where they have no outcome yet. Gives those that had none before.
    @discardableResult
    func fail(_ indices: some Sequence<Int>, _ error: FleetError) -> Finished {
        finish { state, finished in
            for index in indices where isOpen(index, state) {
                state.failures[index] = error
                finished.count += 1
                finished.bytes += sizes[index]
            }
        }
    }

    private func isOpen(_ index: Int, _ state: State) -> Bool {
        state.places[index].partition == Self.nowhere && (state.failures.isEmpty || state.failures[index] == nil)
    }

    private func finish(_ body: (inout State, inout Finished) -> Void) -> Finished {
        let finished = state.withLock { state in
            var finished = Finished()
            body(&state, &finished)
            state.left -= finished.count
            finished.isWhole = state.left == 0
            return finished
        }
        if finished.isWhole { done.set() }
        return finished
    }

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
