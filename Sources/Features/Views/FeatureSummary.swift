/// Figures over all rows: means, shares and maxima, in memory that does not grow with the rows.
public struct FeatureSummary: Sendable {
    private struct Mean {
        var sum = 0.0
        var count = 0.0
    }

    private var means: [String: Mean] = [:]
    private var counts: [String: [String: Double]] = [:]
    private var maxima: [String: Double] = [:]

    public init() {}

    /// Adds a value to a mean; a share is the mean of 0 and 1.
    public mutating func add(_ value: Double, toMean name: String) {
        means[name, default: Mean()].sum += value
        means[name, default: Mean()].count += 1
    }

    /// Counts a row for a share.
    public mutating func add(_ holds: Bool, toShare name: String) { add(holds ? 1 : 0, toMean: name) }

    /// Counts a row for the share of its kind among all kinds: the figure `language_share_en` for the kind `en` of `language`. There are few kinds.
    public mutating func add(_ kind: String, toSharesOf name: String) { counts[name, default: [:]][kind, default: 0] += 1 }

    /// Keeps the highest value.
    public mutating func add(_ value: Double, toMaximum name: String) { maxima[name] = max(maxima[name] ?? value, value) }

    /// All figures by name; shares are in 0...1.
    public var figures: [String: Double] {
        var figures = maxima
        for (name, mean) in means { figures[name] = mean.sum / mean.count }
        for (name, kinds) in counts {
            let all = kinds.values.reduce(0, +)
            for (kind, count) in kinds { figures["\(name)_share_\(kind)"] = count / all }
        }
        return figures
    }
}
