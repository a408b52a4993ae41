import FleetCore
import Glibc

extension ObjectStore {
    /// Copies a local file into the store, in pieces.
    /// - Throws: `FleetError` `local_file` (transient) when the file cannot be read, and what the store answers.
    public func upload(file path: String, to key: String) async throws -> ArtifactReference {
        let file = try LocalFile(reading: path)
        defer { file.close() }
        let writer = try await writer(for: key)
        do {
            while let piece = try await file.read() { try await writer.write(piece) }
            return try await writer.finish()
        } catch {
            await writer.abandon()
            throw error
        }
    }

    /// Copies an object into a local file, verified; the file has its name only once it is whole.
    public func download(_ reference: ArtifactReference, to path: String) async throws {
        try await download([reference], joinedTo: path)
    }

    /// Copies objects one after the other into one local file, as the shards of a dataset are read.
    public func download(_ references: [ArtifactReference], joinedTo path: String) async throws {
        let unfinished = path + ".partial"
        let file = try LocalFile(writing: unfinished)
        defer { file.close() }
        do {
            for reference in references { try await append(reference, to: file) }
        } catch {
            unlink(unfinished)
            throw error
        }
        guard rename(unfinished, path) == 0 else { throw LocalFile.failure("renaming", unfinished) }
    }

    private func append(_ reference: ArtifactReference, to file: LocalFile) async throws {
        let reader = try await reader(for: reference)
        do {
            while let piece = try await reader.next() { try await file.write(piece) }
        } catch {
            await reader.close()
            throw error
        }
    }
}
