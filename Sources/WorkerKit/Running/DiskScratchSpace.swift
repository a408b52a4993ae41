import Dispatch
import FleetCore
import Foundation

/// Scratch folders below a root of this process's own.
public struct DiskScratchSpace: ScratchSpace {
    private let root: String
    // seam: removing a large folder takes seconds, so it has a queue of its own and not the threads that all tasks share.
    private let queue = DispatchQueue(label: "modelops.scratch")

    /// - Parameter root: a folder that this process alone uses, such as `DATA/scratch/worker_…`; made when first needed.
    public init(root: String) { self.root = root }

    public func create(for execution: ExecutionID) async throws -> String {
        let path = folder(of: execution)
        try await onQueue {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw FleetError(
                    "scratch_unavailable", .transient, "the scratch folder of an execution cannot be made: \((error as NSError).code)",
                    hint: "check that the scratch root is writable and not full")
            }
        }
        return path
    }

    public func remove(for execution: ExecutionID) async {
        let path = folder(of: execution)
        // It may never have been made; and a folder that stays costs disk, not work.
        do { try await onQueue { try FileManager.default.removeItem(atPath: path) } } catch { return }
    }

    private func folder(of execution: ExecutionID) -> String { "\(root)/\(execution.rawValue)" }

    private func onQueue(_ body: @escaping @Sendable () throws -> Void) async throws {
        // seam: file system calls block, so they run on a queue of their own and resume the task.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
