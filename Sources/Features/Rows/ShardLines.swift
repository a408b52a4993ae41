import FleetCore
import ObjectStorage

/// Cuts an object of JSON lines into its lines.
enum ShardLines {
    /// A line without its end, and its number from 1.
    struct Line {
        let number: Int
        let bytes: ArraySlice<UInt8>
    }

    /// Hands on the lines that end in each piece of the object; empty lines are left out.
    static func forEachPiece(of shard: ArtifactReference, in store: any ObjectStore, _ body: ([Line]) async throws -> Void) async throws {
        let reader = try await store.reader(for: shard)
        do {
            var rest: [UInt8] = []
            var number = 0
            while let piece = try await reader.next() {
                try Task.checkCancellation()
                var bytes = piece
                if !rest.isEmpty { bytes = rest + piece }
                var lines: [Line] = []
                var start = 0
                // What is left of the piece before holds no end of a line.
                var from = rest.count
                while let end = bytes[from...].firstIndex(of: UInt8(ascii: "\n")) {
                    number += 1
                    if end > start { lines.append(Line(number: number, bytes: bytes[start..<end])) }
                    start = end + 1
                    from = start
                }
                rest = Array(bytes[start...])
                guard rest.count <= DatasetRows.lineBytes else {
                    throw FleetError(
                        "row_unreadable", .permanent, "\(shard.key), line \(number + 1): longer than \(DatasetRows.lineBytes) bytes",
                        hint: "limit the length of rows in sanitize.length")
                }
                if !lines.isEmpty { try await body(lines) }
            }
            if !rest.isEmpty { try await body([Line(number: number + 1, bytes: rest[...])]) }
        } catch {
            await reader.close()
            throw error
        }
    }
}
