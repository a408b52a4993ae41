import FleetCore
import JSON
import Providers
import Synchronization

/// `embeddings`: a vector of each row's prompt, made by a provider's model. It joins the other views where the job names a provider and a model.
final class EmbeddingsView: FeatureView {
    static let viewName = "embeddings"
    /// What of a text is embedded, in bytes: a longer one is cut at a character, and its features say so.
    static let textBytes = 24 * 1024

    let name = EmbeddingsView.viewName
    private let calls: EmbeddingCalls
    private let modelName: String
    /// The length of all vectors, known from the first one.
    private let dimensions = Mutex<Int?>(nil)

    init(calls: EmbeddingCalls) {
        self.calls = calls
        modelName = calls.model.name
    }

    func features(of rows: [CountedRow]) async throws -> [JSONObject] {
        let texts = rows.map { Self.cut($0.row.prompt) }
        // Endpoints refuse a text of nothing; such a row has no vector.
        let asked = texts.indices.filter { texts[$0].contains { !$0.isWhitespace } }
        let vectors = try await calls.vectors(of: asked.map { texts[$0] })
        try check(vectors)
        var found: [Int: [Float]] = [:]
        for (index, vector) in zip(asked, vectors) { found[index] = vector }
        return rows.indices.map { index in
            // Through the shortest text that reads back as the same number of 32 bits: a third of the digits that 64 bits would need.
            let vector = found[index].map { JSONValue.array($0.map { .number(Double("\($0)") ?? Double($0)) }) }
            return [
                "model": .string(modelName), "vector": vector ?? .null,
                "is_cut": .bool(texts[index].utf8.count < rows[index].row.prompt.utf8.count),
            ]
        }
    }

    func summarize(_ features: JSONObject, of part: DatasetRow.Part, into summary: inout FeatureSummary) {
        let vector = features["vector"]?.array
        summary.add(vector != nil, toShare: "embedded_share")
        summary.add(features["is_cut"]?.boolean == true, toShare: "embedding_cut_share")
        if let vector { summary.add(Double(vector.count), toMaximum: "embedding_dimensions") }
    }

    private func check(_ vectors: [[Float]]) throws {
        for vector in vectors {
            let expected = dimensions.withLock { known in
                known = known ?? vector.count
                return known
            }
            guard !vector.isEmpty, vector.count == expected, vector.allSatisfy(\.isFinite) else {
                throw FleetError(
                    "embedding_malformed", .permanent, "\(modelName) gave vectors that are empty, of different lengths, or not of numbers",
                    hint: "check that materialize.embeddings.model names a model for embeddings")
            }
        }
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > textBytes else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: textBytes)
        while end > text.startIndex, end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
