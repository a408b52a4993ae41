import FleetCore
import JSON

/// The labels of one row, ranked by the model.
public struct RankedLabels: Sendable, Equatable {
    /// The label with the highest log-probability (the sum over its tokens and the end of the turn).
    public let best: String
    /// Sums of log-probabilities, in the order of the labels that were asked for.
    public let sums: [Double]
}

/// One freely generated answer.
public struct GeneratedAnswer: Sendable, Equatable {
    public let text: String
    public let tokens: Int
}

extension LocalModelRuntime {
    /// Ranks the labels after each prompt of a file of chat rows, in the order of the file.
    /// - Parameters:
    ///   - folder: a model folder.
    ///   - rows: JSON lines of `{"messages": […]}`; a final answer in a row is not shown to the model.
    public func rankLabels(
        folder: String, rows: String, labels: [String], onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> [RankedLabels] {
        let found = RowCollector<RankedLabels>()
        let request: JSONValue = ["model": .string(folder), "rows": .string(rows), "labels": .array(labels.map { .string($0) })]
        let result = try await run(.scoreLabels, request) { event in
            switch event {
            case .row(let index, let value):
                guard let best = value["label"]?.string else { throw LocalModelEvent.violation("a row without 'label'") }
                found.put(RankedLabels(best: best, sums: (value["sums"]?.array ?? []).compactMap(\.number)), at: index)
            case .progress(let done, let total, _, _): onProgress(done, total)
            default: break
            }
        }
        return try found.all(of: result)
    }

    /// The most likely answer to each prompt of a file of chat rows, in the order of the file.
    public func generate(
        folder: String, rows: String, maximumTokens: Int, onProgress: @escaping @Sendable (Int64, Int64) -> Void = { _, _ in }
    ) async throws -> [GeneratedAnswer] {
        let found = RowCollector<GeneratedAnswer>()
        let request: JSONValue = ["model": .string(folder), "rows": .string(rows), "max_tokens": .integer(Int64(maximumTokens))]
        let result = try await run(.generate, request) { event in
            switch event {
            case .row(let index, let value):
                guard let text = value["text"]?.string else { throw LocalModelEvent.violation("a row without 'text'") }
                found.put(GeneratedAnswer(text: text, tokens: Int(value["tokens"]?.integer ?? 0)), at: index)
            case .progress(let done, let total, _, _): onProgress(done, total)
            default: break
            }
        }
        return try found.all(of: result)
    }

    /// Perplexity on general text, by the texts' names.
    /// - Parameter texts: JSON lines of `{"name", "text"}`.
    public func perplexity(folder: String, texts: String, maximumTokens: Int = 1000) async throws -> [String: Double] {
        let found = RowCollector<(name: String, value: Double)>()
        let request: JSONValue = ["model": .string(folder), "texts": .string(texts), "max_tokens": .integer(Int64(maximumTokens))]
        let result = try await run(.perplexity, request) { event in
            guard case .row(let index, let row) = event else { return }
            guard let name = row["name"]?.string, let value = row["perplexity"]?.number else {
                throw LocalModelEvent.violation("a row without 'perplexity'")
            }
            found.put((name, value), at: index)
        }
        return Dictionary(try found.all(of: result, counting: "texts").map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }
}
