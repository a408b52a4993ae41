import FleetCore
import Synchronization

/// The scratch folder of one execution, made when it is first asked for: many tasks need none, and making and removing one costs the disk more
/// than a small task costs the rest of the worker.
final class ExecutionScratch: Sendable {
    private let execution: ExecutionID
    private let space: any ScratchSpace
    private let isWanted = Mutex(false)

    init(of execution: ExecutionID, in space: any ScratchSpace) {
        self.execution = execution
        self.space = space
    }

    /// - Throws: as `ScratchSpace.create`.
    func path() async throws -> String {
        isWanted.withLock { $0 = true }
        return try await space.create(for: execution)
    }

    /// Removes what was made; called when nothing of the execution runs any more.
    func remove() async {
        if isWanted.withLock({ $0 }) { await space.remove(for: execution) }
    }
}
