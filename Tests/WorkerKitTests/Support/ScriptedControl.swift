import FleetCore
import Messaging
import Synchronization

/// A consumer of control that gives what the test says, and fails to be assigned as often as the test says.
final class ScriptedControl: AssignedConsumer {
    private struct State {
        var failures: [FleetError]
        var events: [AssignedEvent]
        var assignments = 0
    }

    private let state: Mutex<State>

    init(failures: [FleetError], events: [AssignedEvent]) { state = Mutex(State(failures: failures, events: events)) }

    /// How often it was assigned with success.
    var assignments: Int { state.withLock { $0.assignments } }

    func assign(_ positions: [TopicPartition: StartPosition]) async throws {
        try state.withLock { state in
            guard state.failures.isEmpty else { throw state.failures.removeFirst() }
            state.assignments += 1
        }
    }

    func next(limit: Int) async throws -> AssignedEvent? { state.withLock { $0.events.isEmpty ? nil : $0.events.removeFirst() } }

    func close(within deadline: Duration) async {}
}
