import FleetCore
import WorkerKit

/// Tasks that do nothing need no folder.
struct NoScratch: ScratchSpace {
    func create(for execution: ExecutionID) async throws -> String { "/nowhere" }
    func remove(for execution: ExecutionID) async {}
}
