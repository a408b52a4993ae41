import FleetCore
import ObjectStorage

/// What a dataset version is: its files by name and digest, where the rows came from and what was done to them. Its own digest names the version,
/// so nothing in it depends on when, where or in how many shards it was made.
struct DatasetManifest: Encodable {
    struct Part: Encodable {
        var rows: Int
        var files: [File]

        init(_ name: String, _ split: DatasetVersion.Split) {
            rows = split.rows
            files = split.shards.enumerated().map { File(name: SplitWriter.fileName(name, $0), sha256: $1.sha256, bytes: $1.bytes) }
        }
    }

    struct File: Encodable {
        var name: String
        var sha256: String
        var bytes: Int64
    }

    var schema = "modelops.dataset/v1"
    var splits: [String: Part]
    var sources: [String]
    var plan: SanitizationPlan
    var counts: SanitizationCounts

    init(
        plan: SanitizationPlan, train: DatasetVersion.Split, validation: DatasetVersion.Split, test: DatasetVersion.Split, sources: [String],
        counts: SanitizationCounts
    ) {
        splits = ["train": Part("train", train), "validation": Part("validation", validation), "test": Part("test", test)]
        self.plan = plan
        // Signed addresses are good for whoever reads them.
        for index in plan.sources.indices { self.plan.sources[index].uri = SourceFile.shown(plan.sources[index].uri) }
        self.counts = counts
        // Shards of one source follow each other.
        self.sources = sources.enumerated().filter { $0 == 0 || sources[$0 - 1] != $1 }.map(\.element)
    }
}
