import FleetCore
import JSON

/// `text_stats`: how long prompt and completion are, in which language a row seems to be written, and how often it occurs.
public struct TextStatsView: FeatureView {
    public let name = "text_stats"
    public let needsCopies = true

    public init() {}

    public func features(of rows: [CountedRow]) async throws -> [JSONObject] { rows.map(features) }

    public func summarize(_ features: JSONObject, of part: DatasetRow.Part, into summary: inout FeatureSummary) {
        func number(_ name: String) -> Double { features[name]?.number ?? 0 }
        let tokens = number("prompt_tokens") + number("completion_tokens")
        summary.add(number("prompt_characters") + number("completion_characters"), toMean: "mean_characters")
        summary.add(number("prompt_words") + number("completion_words"), toMean: "mean_words")
        summary.add(tokens, toMean: "mean_tokens")
        summary.add(tokens, toMaximum: "max_tokens")
        summary.add(number("copies") > 1, toShare: "duplicate_share")
        summary.add(features["language"]?.string ?? LanguageGuess.undetermined, toSharesOf: "language")
        // What a test asks must not have been taught.
        if part == .test { summary.add(number("copies_in_train") > 0, toShare: "test_share_in_train") }
    }

    private func features(of counted: CountedRow) -> JSONObject {
        let row = counted.row
        let (prompt, completion) = (TextLength(row.prompt), TextLength(row.completion))
        return [
            "prompt_characters": .integer(Int64(prompt.characters)),
            "prompt_words": .integer(Int64(prompt.words)),
            "prompt_tokens": .integer(Int64(prompt.tokens)),
            "completion_characters": .integer(Int64(completion.characters)),
            "completion_words": .integer(Int64(completion.words)),
            "completion_tokens": .integer(Int64(completion.tokens)),
            "language": .string(LanguageGuess.language(of: row.prompt + "\n" + row.completion)),
            "copies": .integer(Int64(counted.copies.total)),
            "copies_in_train": .integer(Int64(counted.copies.train)),
        ]
    }
}
