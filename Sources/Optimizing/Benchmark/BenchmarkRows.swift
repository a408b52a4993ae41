import FleetCore
import Foundation
import JSON
import ObjectStorage

/// The rows that a benchmark asks: those of the validation split, so that the test split stays unseen; where there is none, training rows,
/// whose answers say nothing about quality.
struct BenchmarkRows: Equatable {
    /// A file of JSON lines on the local disk.
    let path: String
    /// The expected answers in the file's order; nil where they would prove nothing.
    let expected: [String]?
    /// The split that they are of.
    let split: String

    /// Rows asked at most: enough for a 95th percentile that means something.
    static let limit = 60
    /// The benchmark reads a shard or two into memory, no more.
    private static let maximumBytes: Int64 = 64 * 1024 * 1024

    static func fetch(_ dataset: DatasetVersion, into folder: String, from store: any ObjectStore) async throws -> BenchmarkRows {
        let hasValidation = dataset.validation.rows > 0
        let split = hasValidation ? dataset.validation : dataset.train
        guard split.rows > 0 else { throw FleetError("no_rows", .rejected, "the dataset version \(dataset.id) has no rows to ask", path: "dataset") }
        var shards: [ArtifactReference] = []
        var bytes: Int64 = 0
        for shard in split.shards where shards.isEmpty || bytes + shard.bytes <= maximumBytes {
            shards.append(shard)
            bytes += shard.bytes
        }
        let path = folder + "/benchmark.jsonl"
        try await store.download(shards, joinedTo: path)
        guard hasValidation else { return BenchmarkRows(path: path, expected: nil, split: "train") }
        return BenchmarkRows(path: path, expected: try answers(in: path), split: "validation")
    }

    private static func answers(in path: String) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FleetError("local_file", .transient, "\(path) cannot be read")
        }
        return try data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true).prefix(limit).map { line in
            let row = try JSONReader.parse(Array(line))
            guard let answer = row["messages"]?.array?.last?["content"]?.string else {
                throw FleetError("bad_row", .permanent, "a row of the validation split has no answer")
            }
            return answer
        }
    }
}
