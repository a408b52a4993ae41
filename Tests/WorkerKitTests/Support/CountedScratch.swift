import FleetCore
import Synchronization
import WorkerKit

/// Scratch folders that exist in name only.
final class CountedScratch: ScratchSpace {
    private let open = Mutex<Set<ExecutionID>>([])

    var openCount: Int { open.withLock { $0.count } }

    func create(for execution: ExecutionID) async throws -> String {
        open.withLock { _ = $0.insert(execution) }
        return "/scratch/\(execution)"
    }

    func remove(for execution: ExecutionID) async { open.withLock { _ = $0.remove(execution) } }
}
