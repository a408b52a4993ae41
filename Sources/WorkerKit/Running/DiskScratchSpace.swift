import Dispatch
import FleetCore
import Foundation
import Glibc
import Synchronization

/// Scratch folders on the local disk. Each process has a folder of its own below the root, and holds the lock of its name for as long as it
/// lives: a folder whose lock is free belongs to nobody, whatever killed its process, and is removed at the next start of any.
public final class DiskScratchSpace: ScratchSpace {
    private let root: String
    private let name: String
    private let lock = Mutex<Int32?>(nil)
    // seam: removing a large folder takes seconds, so it has a queue of its own and not the threads that all tasks share.
    private let queue = DispatchQueue(label: "modelops.scratch")

    /// - Parameters:
    ///   - root: a folder that only workers use, such as `DATA/scratch`; made when first needed.
    ///   - name: this process's own, never used by another one, such as `worker_…`.
    public init(root: String, name: String) {
        self.root = root
        self.name = name
    }

    deinit { if let descriptor = lock.withLock({ $0 }) { close(descriptor) } }

    public func prepare() async throws { try await onQueue { [self] in try begin() } }

    public func create(for execution: ExecutionID) async throws -> String {
        let path = "\(root)/\(name)/\(execution.rawValue)"
        try await onQueue { [self] in
            try begin()
            try Self.make(path)
        }
        return path
    }

    public func remove(for execution: ExecutionID) async {
        let path = "\(root)/\(name)/\(execution.rawValue)"
        // It may never have been made; and a folder that stays costs disk, not work.
        do { try await onQueue { try FileManager.default.removeItem(atPath: path) } } catch { return }
    }

    // MARK: on the queue

    private func begin() throws {
        guard lock.withLock({ $0 == nil }) else { return }
        try Self.make(root)
        // One process at a time: a folder that another is just making must not look like nobody's.
        let gate = try Self.open(root + "/.start")
        defer { close(gate) }
        guard flock(gate, LOCK_EX) == 0 else { throw Self.unavailable(errno) }
        let own = try Self.open("\(root)/\(name).lock")
        guard flock(own, LOCK_EX | LOCK_NB) == 0 else {
            close(own)
            throw Self.unavailable(errno)
        }
        lock.withLock { $0 = own }
        try Self.make("\(root)/\(name)")
        sweep()
    }

    /// Removes the folders of processes that are gone. What cannot be removed is tried again at the next start.
    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        for file in names.sorted() where file.hasSuffix(".lock") && file != "\(name).lock" {
            guard let descriptor = try? Self.open("\(root)/\(file)") else { continue }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            let folder = "\(root)/\(file.dropLast(5))"
            if FileManager.default.fileExists(atPath: folder), (try? FileManager.default.removeItem(atPath: folder)) == nil { continue }
            unlink("\(root)/\(file)")
        }
    }

    private static func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw unavailable(Int32((error as NSError).code)) }
    }

    private static func open(_ path: String) throws -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unavailable(errno) }
        return descriptor
    }

    private static func unavailable(_ number: Int32) -> FleetError {
        FleetError(
            "scratch_unavailable", .blocked, "the scratch folder cannot be made: \(number)",
            hint: "check that worker.scratch is writable, not full and on a local disk")
    }

    private func onQueue(_ body: @escaping @Sendable () throws -> Void) async throws {
        // seam: file system calls block, so they run on a queue of their own and resume the task.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
