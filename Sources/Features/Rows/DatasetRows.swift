import FleetCore
import JSON
import ObjectStorage

/// Reads all rows of a dataset version in its own order, in batches. Memory holds one piece of a shard (1 MiB at most) and what it was read into.
enum DatasetRows {
    /// The longest line that is read, in bytes.
    static let lineBytes = 8 * 1024 * 1024

    /// Hands the rows on, at most `size` at once.
    /// - Throws: `FleetError` `row_unreadable` (permanent) with shard and line; what the store answers; whatever `body` throws.
    static func forEachBatch(
        of dataset: DatasetVersion, in store: any ObjectStore, size: Int, _ body: ([DatasetRow]) async throws -> Void
    ) async throws {
        for (part, split) in [(DatasetRow.Part.train, dataset.train), (.validation, dataset.validation), (.test, dataset.test)] {
            for shard in split.shards {
                try await ShardLines.forEachPiece(of: shard, in: store) { lines in
                    let parser = RowParser(part: part, shard: shard)
                    for start in stride(from: 0, to: lines.count, by: size) {
                        try await body(try lines[start..<min(start + size, lines.count)].map(parser.row))
                    }
                }
            }
        }
    }
}
