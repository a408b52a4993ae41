import FleetCore
import Synchronization
import WorkerKit

/// Scratch folders that exist in name only.
final class CountedScratch: ScratchSpace {
    private let open = Mutex<Set<ExecutionID>>([])

    private let all = Mutex<Set<ExecutionID>>([])

    var openCount: Int { open.withLock { $0.count } }
    /// All that were ever made.
    var made: Set<ExecutionID> { all.withLock { $0 } }

    func create(for execution: ExecutionID) async throws -> String {
        open.withLock { _ = $0.insert(execution) }
        all.withLock { _ = $0.insert(execution) }
        return "/scratch/\(execution)"
    }

    func remove(for execution: ExecutionID) async { open.withLock { _ = $0.remove(execution) } }
}
