import FleetCore

/// One kind of worker: what it can do, and how a task is done. Adding a step to a worker is a case in its `run`.
public protocol Worker: Sendable {
    var kind: WorkKind { get }

    /// What it can do beyond its kind, such as `provider:local`; the coordinator sends only what matches.
    var capabilities: [String] { get }

    /// How many executions it holds at once.
    var slots: Int { get }

    /// Does one task. Long work reports progress and checkpoints through the context, and ends soon after `context.drain` is set
    /// (with `.interrupted`) or when its Swift task is cancelled.
    /// - Throws: `FleetError`; its disposition decides about a retry. `CancellationError` counts as interrupted.
    func run(_ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome
}
