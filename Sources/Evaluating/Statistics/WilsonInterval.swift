import Foundation

/// The score interval for a share of right answers (E. B. Wilson, 1927): honest for few items and for shares near 0 and 1.
public enum WilsonInterval {
    /// - Parameters: `right` of `items` were right; `items` is at least 1.
    public static func of(right: Double, items: Int) -> Interval {
        let n = Double(items)
        let z = 1.959963984540054
        let share = right / n
        let denominator = 1 + z * z / n
        let centre = (share + z * z / (2 * n)) / denominator
        let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / denominator
        return Interval(low: max(0, centre - half), high: min(1, centre + half))
    }
}
