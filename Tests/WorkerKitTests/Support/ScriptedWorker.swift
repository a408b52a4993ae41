import FleetCore
import Messaging
import Synchronization
import WorkerKit

/// A worker that does what the test says for each step.
final class ScriptedWorker: Worker {
    typealias Script = @Sendable (TaskAssignment, any TaskContext) async throws -> TaskOutcome

    let kind = WorkKind.train
    let capabilities = ["provider:local"]
    let slots: Int
    private let scripts: [String: Script]
    private let begun = Mutex<[ExecutionToken]>([])

    init(slots: Int, scripts: [String: Script]) {
        self.slots = slots
        self.scripts = scripts
    }

    /// The executions that really began, in order.
    var began: [ExecutionToken] { begun.withLock { $0 } }

    func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        begun.withLock { $0.append(task.token) }
        guard let script = scripts[task.step] else { return .completed(output: .object([:]), spawned: []) }
        return try await script(task, context)
    }
}
