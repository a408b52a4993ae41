import FleetCore

/// Counts only, for people and the evidence card: nothing of the data itself.
struct SanitizationReport: Encodable {
    struct Source: Encodable {
        var uri: String
        var bytes: Int64
        var version: String
        var lines: Int
    }

    var schema = "modelops.sanitization-report/v1"
    var dataset: String
    var action: SanitizationPlan.PIIAction
    var counts: SanitizationCounts
    var splits: [String: Int]
    var sources: [Source]

    init(dataset: String, counts: SanitizationCounts, trailers: [ShardTrailer], pii: SanitizationPlan.PIIAction, splits: [Int]) {
        self.dataset = dataset
        self.counts = counts
        action = pii
        self.splits = Dictionary(uniqueKeysWithValues: zip(["train", "validation", "test"], splits))
        sources = []
        for trailer in trailers {
            if let last = sources.last, last.uri == trailer.uri, last.version == trailer.sourceVersion {
                sources[sources.count - 1].lines += trailer.lines
            } else {
                sources.append(Source(uri: trailer.uri, bytes: trailer.sourceBytes, version: trailer.sourceVersion, lines: trailer.lines))
            }
        }
    }
}
