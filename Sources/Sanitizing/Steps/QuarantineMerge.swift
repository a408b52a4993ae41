import FleetCore
import JSON
import ObjectStorage
import WorkerKit

/// Joins the quarantine files of the shards into one, with line numbers of the source instead of the shard's own.
struct QuarantineMerge {
    /// - Parameter trailers: of the shards, in the same order.
    /// - Returns: nothing when no row was refused.
    func run(_ shards: [SanitizeShardOutput], _ trailers: [ShardTrailer], in context: any TaskContext) async throws -> [ArtifactReference] {
        guard shards.contains(where: { ($0.quarantine?.bytes ?? 0) > 0 }) else { return [] }
        let writer = try await context.artifacts.writer(for: context.artifactPrefix + "quarantine.jsonl")
        do {
            var before = 0
            for (index, shard) in shards.enumerated() {
                if index > 0, !trailers[index].isSameSource(as: trailers[index - 1]) { before = 0 }
                if let reference = shard.quarantine, reference.bytes > 0 { try await copy(reference, linesBefore: before, to: writer, in: context) }
                before += trailers[index].lines
            }
            return [try await writer.finish()]
        } catch {
            await writer.abandon()
            throw error
        }
    }

    private func copy(_ reference: ArtifactReference, linesBefore: Int, to writer: any ObjectWriter, in context: any TaskContext) async throws {
        let reader = try await context.artifacts.reader(for: reference)
        var cutter = LineCutter()
        do {
            while let piece = try await reader.next() {
                var output: [UInt8] = []
                for bytes in cutter.take(piece) {
                    var line = try JSONCoding.decode(QuarantineLine.self, from: Array(bytes))
                    line.line += linesBefore
                    output += try JSONCoding.encode(line)
                    output.append(0x0A)
                }
                if !output.isEmpty { try await writer.write(output) }
            }
        } catch {
            await reader.close()
            throw error
        }
    }
}
