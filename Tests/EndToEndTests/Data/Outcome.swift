import JSON

/// What must be alike when the same job comes by another way, or runs on another fleet.
struct Outcome: Equatable, CustomStringConvertible {
    let state: String
    let verdict: String
    let datasetVersion: String
    let items: Int64
    /// Each system with each metric.
    let scores: [String]
    let aliases: [String]

    init(_ snapshot: JSONValue) {
        let result = snapshot["result"]
        state = snapshot["state"]?.string ?? ""
        verdict = result?["verdict"]?.string ?? ""
        datasetVersion = result?["dataset_version"]?.string ?? ""
        items = result?["evaluation"]?["items"]?.integer ?? 0
        scores = (result?["evaluation"]?["scores"]?.array ?? []).map { "\($0["system"]?.string ?? "") \($0["metric"]?.string ?? "")" }.sorted()
        aliases = (result?["models"]?[0]?["aliases"]?.array ?? []).compactMap(\.string).sorted()
    }

    var description: String { "\(state) \(verdict) \(datasetVersion), \(items) items, \(scores), \(aliases)" }
}
