/// Figures over all rows: means, shares and maxima, in memory that does not grow with the rows.
public struct FeatureSummary: Sendable {
    private struct Mean {
        var sum = 0.0
        var count = 0.0
    }

    private var means: [String: Mean] = [:]
    private var maxima: [String: Double] = [:]

    public init() {}

    /// Adds a value to a mean; a share is the mean of 0 and 1.
    public mutating func add(_ value: Double, toMean name: String) {
        means[name, default: Mean()].sum += value
        means[name, default: Mean()].count += 1
    }

    /// Counts a row for a share.
    public mutating func add(_ holds: Bool, toShare name: String) { add(holds ? 1 : 0, toMean: name) }

    /// Keeps the highest value.
    public mutating func add(_ value: Double, toMaximum name: String) { maxima[name] = max(maxima[name] ?? value, value) }

    /// All figures by name; shares are in 0...1.
    public var figures: [String: Double] {
        maxima.merging(means.mapValues { $0.sum / $0.count }) { _, mean in mean }
    }
}
