import FleetCore
import JSON
import ObjectStorage

/// Predictions as an artifact: JSON lines, one per item.
enum PredictionFile {
    static func write(_ predictions: [Prediction], to key: String, of store: any ObjectStore) async throws -> ArtifactReference {
        let writer = try await store.writer(for: key)
        do {
            var buffer: [UInt8] = []
            for prediction in predictions {
                buffer += try JSONCoding.encode(prediction)
                buffer.append(UInt8(ascii: "\n"))
                if buffer.count > 256 * 1024 {
                    try await writer.write(buffer)
                    buffer.removeAll(keepingCapacity: true)
                }
            }
            try await writer.write(buffer)
            return try await writer.finish()
        } catch {
            await writer.abandon()
            throw error
        }
    }

    static func read(_ reference: ArtifactReference, from store: any ObjectStore) async throws -> [Prediction] {
        try await store.get(reference, maximumBytes: 512 << 20).split(separator: UInt8(ascii: "\n")).map { line in
            try JSONCoding.decode(Prediction.self, from: Array(line), limits: JSONLimits(maximumBytes: 8 << 20))
        }
    }
}
