import Crypto
import FleetCore
import Glibc
import Synchronization

/// A file in the making.
final class FileObjectWriter: ObjectWriter {
    private struct State {
        var descriptor: Int32?
        var bytes: Int64 = 0
        // One owner at a time: only ever touched inside the lock.
        nonisolated(unsafe) let hash = SHA256()
    }

    private let key: String
    private let path: String
    private let temporary: String
    private let threads: FileThreads
    private let state: Mutex<State>

    init(key: String, path: String, temporary: String, descriptor: Int32, threads: FileThreads) {
        self.key = key
        self.path = path
        self.temporary = temporary
        self.threads = threads
        state = Mutex(State(descriptor: descriptor))
    }

    func write(_ bytes: [UInt8]) async throws {
        let descriptor = try state.withLock { state -> Int32 in
            guard let descriptor = state.descriptor else { throw FleetError("object_finished", .bug, "\(key) was finished already") }
            state.hash.update(bytes)
            state.bytes += Int64(bytes.count)
            return descriptor
        }
        try await threads.run { [path] in try FileCall.write(bytes, to: descriptor, path: path) }
    }

    func finish() async throws -> ArtifactReference {
        let (open, digest, bytes) = state.withLock { state in
            defer { state.descriptor = nil }
            return (state.descriptor, state.hash.digest().hex, state.bytes)
        }
        guard let descriptor = open else { throw FleetError("object_finished", .bug, "\(key) was finished already") }
        let reference = ArtifactReference(key: key, sha256: digest, bytes: bytes)
        try await threads.run { [path, temporary] in
            defer {
                close(descriptor)
                unlink(temporary)
            }
            guard fsync(descriptor) == 0 else { throw FileCall.failure("syncing", path) }
            guard fchmod(descriptor, 0o640) == 0 else { throw FileCall.failure("setting the mode of", path) }
            try FileCall.makeFolders(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            if link(temporary, path) != 0 {
                guard errno == EEXIST else { throw FileCall.failure("publishing", path) }
                // The same bytes a second time are no harm: an answer may have been lost.
                guard try Self.digest(of: path) == digest else {
                    throw FleetError("object_exists", .permanent, "\(reference.key) is there already with other bytes")
                }
            }
            try FileCall.syncFolder(of: path)
        }
        return reference
    }

    private static func digest(of path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileCall.failure("opening", path) }
        defer { close(descriptor) }
        return try SHA256.digest(ofFile: descriptor).digest.hex
    }

    func abandon() async {
        guard let descriptor = state.withLock({ state in
            defer { state.descriptor = nil }
            return state.descriptor
        }) else { return }
        close(descriptor)
        unlink(temporary)
    }

    deinit {
        // Forgotten by a cancelled task: the half-written file must not stay.
        if let descriptor = state.withLock({ $0.descriptor }) {
            close(descriptor)
            unlink(temporary)
        }
    }
}
