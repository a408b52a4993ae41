import FleetCore
import JSON

/// Makes rows of lines. One task uses it.
final class RowParser {
    private let part: DatasetRow.Part
    private let shard: ArtifactReference
    private let tape = JSONTape(limits: JSONLimits(maximumBytes: DatasetRows.lineBytes))

    init(part: DatasetRow.Part, shard: ArtifactReference) {
        self.part = part
        self.shard = shard
    }

    /// - Throws: `FleetError` `row_unreadable` (permanent) with shard and line, never with the row's text.
    func row(_ line: ShardLines.Line) throws -> DatasetRow {
        let value: JSONTapeValue
        do {
            value = try tape.parse(line.bytes)
        } catch {
            throw unreadable(line, "no JSON")
        }
        var turns: [String] = []
        value["messages"]?.forEachElement { message in
            if let content = message["content"]?.string() { turns.append(content) }
        }
        guard let completion = turns.popLast(), !turns.isEmpty else { throw unreadable(line, "no question and answer") }
        return DatasetRow(
            id: value["id"]?.string() ?? "\(shard.sha256.prefix(8))-\(line.number)", part: part, prompt: turns.joined(separator: "\n"),
            completion: completion)
    }

    private func unreadable(_ line: ShardLines.Line, _ cause: String) -> FleetError {
        FleetError("row_unreadable", .permanent, "\(shard.key), line \(line.number): \(cause)", hint: "run the job again from sanitize")
    }
}
