import FleetCore
import JSON
import ObjectStorage
import WorkerKit

/// Reads what a shard wrote, line by line.
enum ShardLines {
    static func damaged(_ shard: SanitizeShardOutput) -> FleetError {
        FleetError("shard_damaged", .permanent, "shard \(shard.index) does not hold what its report says", hint: "run the job again")
    }

    static func read(
        _ shard: SanitizeShardOutput, in context: any TaskContext, row: (ArraySlice<UInt8>) async throws -> Void,
        trailer: (ShardTrailer) throws -> Void
    ) async throws {
        guard let rows = shard.rows else { throw damaged(shard) }
        let reader = try await context.artifacts.reader(for: rows)
        var cutter = LineCutter()
        do {
            while let piece = try await reader.next() {
                try Task.checkCancellation()
                if context.drain.isSet { throw FleetError("drain", .interrupted, "stopped while merging") }
                for line in cutter.take(piece) {
                    if line.first == UInt8(ascii: "#") {
                        try trailer(try JSONCoding.decode(ShardTrailer.self, from: Array(line.dropFirst())))
                    } else {
                        try await row(line)
                    }
                }
            }
        } catch {
            await reader.close()
            throw error
        }
    }
}
