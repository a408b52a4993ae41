import Foundation

/// Word counts and multinomial naive Bayes with add-one smoothing, trained on the very rows that the model was trained on: the cheap alternative
/// that honest evidence includes.
public struct NaiveBayesBaseline: Sendable {
    private let labels: [String]
    private let priors: [Double]
    private let wordIndex: [String: Int]
    /// By label, by word: the logarithm of the smoothed share.
    private let likelihoods: [[Double]]

    /// - Parameter rows: prompts and answers of the training rows.
    /// - Returns: nil when there are no rows, or more than `maximumLabels` different answers (then it is no classification).
    public init?(rows: [(prompt: String, answer: String)], maximumLabels: Int = 200) {
        let labels = Set(rows.map(\.answer)).sorted()
        guard !labels.isEmpty, labels.count <= maximumLabels else { return nil }
        let labelIndex = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
        var wordIndex: [String: Int] = [:]
        var counts = [[Double]](repeating: [], count: labels.count)
        var rowCounts = [Double](repeating: 0, count: labels.count)
        for row in rows {
            guard let label = labelIndex[row.answer] else { continue }
            rowCounts[label] += 1
            for word in Self.words(row.prompt) {
                let index = wordIndex[word] ?? wordIndex.count
                wordIndex[word] = index
                while counts[label].count <= index { counts[label].append(0) }
                counts[label][index] += 1
            }
        }
        self.labels = labels
        self.wordIndex = wordIndex
        let vocabulary = Double(wordIndex.count)
        priors = rowCounts.map { log($0 / Double(rows.count)) }
        likelihoods = counts.map { counted in
            let total = counted.reduce(0, +)
            return (0..<wordIndex.count).map { log(((($0 < counted.count) ? counted[$0] : 0) + 1) / (total + vocabulary)) }
        }
    }

    /// The most likely answer; words that training never saw are left out, ties go to the first label by text.
    public func answer(to prompt: String) -> String {
        let known = Self.words(prompt).compactMap { wordIndex[$0] }
        var best = 0
        var bestScore = -Double.infinity
        for label in labels.indices {
            let score = known.reduce(priors[label]) { $0 + likelihoods[label][$1] }
            if score > bestScore { (best, bestScore) = (label, score) }
        }
        return labels[best]
    }

    /// Lower-case runs of letters and digits, at least two characters long.
    static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.filter { $0.count > 1 }.map(String.init)
    }
}
