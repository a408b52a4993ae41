import Crypto
import FleetCore
import Glibc
import Synchronization

/// A file in the making.
final class FileObjectWriter: ObjectWriter {
    private struct State {
        var descriptor: Int32?
        var bytes: Int64 = 0
        /// A piece was not written whole: what follows would be another object.
        var isBroken = false
        // One owner at a time: only ever touched inside the lock.
        nonisolated(unsafe) let hash = SHA256()
    }

    private let key: String
    private let root: String
    private let temporary: String
    private let threads: FileThreads
    private let state: Mutex<State>

    init(key: String, root: String, temporary: String, descriptor: Int32, threads: FileThreads) {
        self.key = key
        self.root = root
        self.temporary = temporary
        self.threads = threads
        state = Mutex(State(descriptor: descriptor))
    }

    func write(_ bytes: [UInt8]) async throws {
        guard let descriptor = state.withLock({ $0.descriptor }) else { throw finished() }
        do {
            try await threads.run { [key] in try FileCall.write(bytes, to: descriptor, path: key) }
        } catch {
            state.withLock { $0.isBroken = true }
            throw error
        }
        state.withLock { state in
            state.hash.update(bytes)
            state.bytes += Int64(bytes.count)
        }
    }

    func finish() async throws -> ArtifactReference {
        try Task.checkCancellation()
        let (open, isBroken, digest, bytes) = state.withLock { state in
            defer { state.descriptor = nil }
            return (state.descriptor, state.isBroken, state.hash.digest().hex, state.bytes)
        }
        guard let descriptor = open else { throw finished() }
        let reference = ArtifactReference(key: key, sha256: digest, bytes: bytes)
        // To its end even when the caller is cancelled meanwhile: the descriptor is nobody else's any more.
        try await threads.runToEnd { [key, root, temporary] in
            defer {
                unlink(temporary)
                close(descriptor)
            }
            guard !isBroken else {
                throw FleetError(
                    "object_broken", .transient, "\(key): a piece could not be written, so the object is not kept", hint: "write it again")
            }
            guard fchmod(descriptor, 0o640) == 0 else { throw FileCall.failure("setting the mode of", key) }
            guard fsync(descriptor) == 0 else { throw FileCall.failure("syncing", key) }
            try Self.publish(temporary, as: reference, below: root)
        }
        return reference
    }

    /// Gives the synced file its name. Of two writers of one key the first wins; the second succeeds when it wrote the same bytes.
    private static func publish(_ temporary: String, as reference: ArtifactReference, below root: String) throws {
        let (folders, name) = FileObjectStore.split(reference.key)
        var folder = try StoreFolder.root(root)
        for part in folders { folder = try folder.making(String(part)) }
        if linkat(AT_FDCWD, temporary, folder.descriptor, name, 0) != 0 {
            guard errno == EEXIST else { throw FileCall.failure("publishing", reference.key) }
            guard let there = try folder.file(name) else {
                throw FleetError("object_exists", .permanent, "\(reference.key) is no object but something else")
            }
            defer { close(there) }
            // The same bytes a second time are no harm: an answer may have been lost.
            guard try SHA256.digest(ofFile: there).digest.hex == reference.sha256 else {
                throw FleetError("object_exists", .permanent, "\(reference.key) is there already with other bytes")
            }
        }
        try folder.sync()
    }

    func abandon() async {
        let descriptor = state.withLock { state in
            defer { state.descriptor = nil }
            return state.descriptor
        }
        guard let descriptor else { return }
        await threads.runToEnd { [temporary] in
            unlink(temporary)
            close(descriptor)
        }
    }

    deinit {
        // Forgotten by a cancelled task: the half-written file must not stay.
        if let descriptor = state.withLock({ $0.descriptor }) {
            unlink(temporary)
            close(descriptor)
        }
    }

    private func finished() -> FleetError { FleetError("object_finished", .bug, "\(key) was finished already") }
}
