import Crypto
import FleetCore
import Synchronization

/// An object in the making: small ones are sent whole, larger ones in parts; one part is held in memory.
final class S3ObjectWriter: ObjectWriter {
    private struct State {
        var isOpen = true
        var waiting: [UInt8] = []
        var bytes: Int64 = 0
        var upload: String?
        var tags: [String] = []
        /// A part was not sent: what follows would be another object.
        var isBroken = false
        // One owner at a time: only ever touched inside the lock.
        nonisolated(unsafe) let hash = SHA256()
    }

    private let key: String
    private let upload: S3Upload
    private let limits: S3Limits
    private let state = Mutex(State())

    init(key: String, place: S3Upload.Place, client: S3Client) {
        self.key = key
        limits = client.limits
        upload = S3Upload(place, client: client)
    }

    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = try state.withLock { state -> [UInt8]? in
                guard state.isOpen else { throw finished() }
                let piece = rest.prefix(limits.partBytes - state.waiting.count)
                // Growing by itself, the buffer would be twice the size of a part, and its copies beside it.
                if state.waiting.capacity < limits.partBytes, state.waiting.count + piece.count > 1 << 20 {
                    state.waiting.reserveCapacity(limits.partBytes)
                }
                state.waiting += piece
                state.hash.update(piece)
                state.bytes += Int64(piece.count)
                rest = rest.dropFirst(piece.count)
                guard state.waiting.count == limits.partBytes, !rest.isEmpty else { return nil }
                defer { state.waiting = [] }
                return state.waiting
            }
            if let part { try await send(part) }
        }
        if bytes.isEmpty { try state.withLock { if !$0.isOpen { throw finished() } } }
    }

    func finish() async throws -> ArtifactReference {
        try Task.checkCancellation()
        let (isOpen, isBroken, reference) = state.withLock { state in
            defer { state.isOpen = false }
            return (state.isOpen, state.isBroken, ArtifactReference(key: key, sha256: state.hash.digest().hex, bytes: state.bytes))
        }
        guard isOpen else { throw finished() }
        do {
            guard !isBroken else {
                throw FleetError("object_broken", .transient, "\(key): a part could not be sent, so the object is not kept", hint: "write it again")
            }
            if try await publish() { return reference }
            try await upload.confirm(reference)
            await drop()
            return reference
        } catch {
            await drop()
            throw error
        }
    }

    func abandon() async {
        state.withLock { state in
            state.isOpen = false
            state.waiting = []
        }
        await drop()
    }

    /// - Returns: false when there is an object already.
    private func publish() async throws -> Bool {
        let (last, id) = state.withLock { state in
            defer { state.waiting = [] }
            return (state.waiting, state.upload)
        }
        guard id != nil else { return try await upload.put(last) }
        try await send(last)
        let (whole, tags) = state.withLock { ($0.upload, $0.tags) }
        guard let whole, try await upload.complete(whole, tags: tags) else { return false }
        state.withLock { $0.upload = nil }
        return true
    }

    private func send(_ part: [UInt8]) async throws {
        do {
            let (known, number) = state.withLock { ($0.upload, $0.tags.count + 1) }
            guard number <= limits.maximumParts else {
                throw FleetError(
                    "object_too_large", .permanent, "\(key) has more than \(limits.maximumParts) parts of \(limits.partBytes) bytes", hint: "split it"
                )
            }
            let id: String
            if let known {
                id = known
            } else {
                id = try await upload.begin()
                state.withLock { $0.upload = id }
            }
            let tag = try await upload.send(part, part: number, of: id)
            state.withLock { $0.tags.append(tag) }
        } catch {
            state.withLock { $0.isBroken = true }
            throw error
        }
    }

    /// Parts that nobody puts together cost money. Where this fails, the bucket's own rule for unfinished uploads removes them.
    private func drop() async {
        let id = state.withLock { state in
            defer { state.upload = nil }
            return state.upload
        }
        if let id { try? await upload.abort(id) }
    }

    private func finished() -> FleetError { FleetError("object_finished", .bug, "\(key) was finished already") }
}
