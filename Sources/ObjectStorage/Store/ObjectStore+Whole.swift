import FleetCore

extension ObjectStore {
    /// Opens an object for reading; reading ends in `object_damaged` (permanent) when its bytes are not the recorded ones.
    public func reader(for reference: ArtifactReference) async throws -> any ObjectReader {
        VerifyingReader(try await reader(forKey: reference.key), expected: reference)
    }

    /// Writes a whole object from memory.
    public func put(_ bytes: [UInt8], at key: String) async throws -> ArtifactReference {
        let writer = try await writer(for: key)
        do {
            try await writer.write(bytes)
            return try await writer.finish()
        } catch {
            await writer.abandon()
            throw error
        }
    }

    /// Reads a whole object into memory, verified.
    /// - Throws: `FleetError` `object_too_large` (permanent) beyond `maximumBytes`.
    public func get(_ reference: ArtifactReference, maximumBytes: Int = 16 * 1024 * 1024) async throws -> [UInt8] {
        guard reference.bytes <= Int64(maximumBytes) else {
            throw FleetError("object_too_large", .permanent, "\(reference.key) has \(reference.bytes) bytes, at most \(maximumBytes) are read into memory")
        }
        let reader = try await reader(for: reference)
        var bytes: [UInt8] = []
        while let piece = try await reader.next() { bytes += piece }
        return bytes
    }
}
