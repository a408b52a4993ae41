import FleetCore
import Messaging
import Synchronization

/// The records of one call on their way: one result each, and a signal when all are there.
final class DeliveryBatch: Sendable {
    private struct State {
        var results: [Result<Delivery, FleetError>?]
        var left: Int
    }

    private let state: Mutex<State>
    let done = Signal()

    init(count: Int) {
        state = Mutex(State(results: Array(repeating: nil, count: count), left: count))
        if count == 0 { done.set() }
    }

    func finish(_ index: Int, _ result: Result<Delivery, FleetError>) { finish([(index, result)]) }

    /// Several at once: reports come together. The first result of a record counts.
    func finish(_ outcomes: [(index: Int, result: Result<Delivery, FleetError>)]) {
        let isComplete = state.withLock { state in
            for outcome in outcomes where state.results[outcome.index] == nil {
                state.results[outcome.index] = outcome.result
                state.left -= 1
            }
            return state.left == 0
        }
        if isComplete { done.set() }
    }

    /// What is known now; `missing` stands for the rest.
    func results(missing: FleetError) -> [Result<Delivery, FleetError>] {
        state.withLock { state in state.results.map { $0 ?? .failure(missing) } }
    }
}
