import FleetCore
import JSON
import ObjectStorage

/// The rows of a split as items, read shard by shard.
enum DatasetItems {
    /// More items than this are not read into memory: the first ones by the dataset's own order are taken, and the report says so.
    static let maximumItems = 20_000

    /// - Throws: `FleetError` `row_unreadable` (permanent) with shard and line; what the store answers.
    static func load(_ split: DatasetVersion.Split, from store: any ObjectStore, limit: Int = maximumItems) async throws -> [EvaluationItem] {
        var items: [EvaluationItem] = []
        for shard in split.shards {
            let reader = try await store.reader(for: shard)
            var rest: [UInt8] = []
            var line = 0
            while let piece = try await reader.next() {
                rest += piece
                var start = 0
                while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                    line += 1
                    if end > start { items.append(try item(rest[start..<end], in: shard, line: line)) }
                    start = end + 1
                    if items.count == limit {
                        await reader.close()
                        return items
                    }
                }
                rest.removeFirst(start)
            }
            if !rest.isEmpty { items.append(try item(rest[...], in: shard, line: line + 1)) }
        }
        return items
    }

    private static func item(_ bytes: ArraySlice<UInt8>, in shard: ArtifactReference, line: Int) throws -> EvaluationItem {
        let row = try JSONReader.parse(bytes, limits: JSONLimits(maximumBytes: 8 << 20))
        let messages = row["messages"]?.array ?? []
        guard let expected = messages.last?["content"]?.string, messages.count >= 2,
            let prompt = messages.dropLast().last(where: { $0["role"]?.string == "user" })?["content"]?.string
        else { throw FleetError("row_unreadable", .permanent, "\(shard.key), line \(line): no question and answer") }
        return EvaluationItem(id: row["id"]?.string ?? "\(shard.sha256.prefix(8))-\(line)", prompt: prompt, expected: expected)
    }
}
