import FleetCore
import JSON
import Messaging
import WorkerKit

/// Does nothing for as long as the task says.
struct BenchWorker: Worker {
    let kind = WorkKind.sanitize
    let capabilities: [String] = []
    let slots: Int
    var begun: @Sendable () -> Void = {}

    func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        begun()
        if let wait = task.input["milliseconds"]?.integer, wait > 0 { try await context.clock.sleep(for: .milliseconds(wait)) }
        return .completed(output: ["started_at": .integer(context.clock.wallTime().milliseconds)], spawned: [])
    }
}
