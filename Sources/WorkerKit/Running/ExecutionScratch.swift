import FleetCore
import Synchronization

/// The scratch folder of one execution, made when it is first asked for: many tasks need none, and making and removing one costs the disk more
/// than a small task costs the rest of the worker.
final class ExecutionScratch: Sendable {
    private let execution: ExecutionID
    private let space: any ScratchSpace
    private let folder = Mutex(Folder.unasked)

    private enum Folder {
        case unasked, wanted, over
        case made(String)
    }

    init(of execution: ExecutionID, in space: any ScratchSpace) {
        self.execution = execution
        self.space = space
    }

    /// - Throws: as `ScratchSpace.create`; `FleetError` `scratch_over` (bug) after its end, where the folder would stay for good.
    func path() async throws -> String {
        if let made = try want() { return made }
        let path = try await space.create(for: execution)
        made(path)
        return path
    }

    /// Removes what was made; called when nothing of the execution runs any more.
    func remove() async {
        if end() { await space.remove(for: execution) }
    }

    // The lock is taken outside of asynchronous code: the older toolchain (6.0.3) does not survive it there.

    /// - Returns: the folder where it is made already.
    private func want() throws -> String? {
        try folder.withLock { folder in
            switch folder {
            case .made(let path): return path
            case .over:
                throw FleetError("scratch_over", .bug, "the scratch folder of \(execution) was asked for after the execution had ended")
            case .unasked, .wanted:
                folder = .wanted
                return nil
            }
        }
    }

    private func made(_ path: String) { folder.withLock { if case .wanted = $0 { $0 = .made(path) } } }

    /// - Returns: whether there may be a folder.
    private func end() -> Bool {
        folder.withLock { folder in
            defer { folder = .over }
            if case .unasked = folder { return false }
            return true
        }
    }
}
