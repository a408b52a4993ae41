import Foundation

/// The exact test for two systems on the same items (Q. McNemar, 1947): only items on which they differ tell anything.
public enum McNemarTest {
    /// The two-sided p-value when one system alone was right on `onlyFirst` items and the other alone on `onlySecond`.
    public static func pValue(onlyFirst: Int, onlySecond: Int) -> Double {
        let differing = onlyFirst + onlySecond
        guard differing > 0 else { return 1 }
        let smaller = min(onlyFirst, onlySecond)
        // The binomial tail with p = 1/2, in logarithms: factorials of thousands do not fit otherwise.
        let base = lgamma(Double(differing) + 1) - Double(differing) * log(2)
        var tail = 0.0
        for k in 0...smaller { tail += exp(base - lgamma(Double(k) + 1) - lgamma(Double(differing - k) + 1)) }
        return min(1, 2 * tail)
    }

    /// About how many items in all would make the same difference clear (p < 0.05 with 80 % power); nil when there is no difference to go by.
    public static func itemsNeeded(onlyFirst: Int, onlySecond: Int, items: Int) -> Int? {
        let differing = Double(onlyFirst + onlySecond)
        let difference = abs(Double(onlyFirst - onlySecond))
        guard difference > 0, items > 0 else { return nil }
        // Connor's approximation for paired shares (1987), with the shares seen here.
        let psi = differing / Double(items)
        let delta = difference / Double(items)
        let root = 1.959963984540054 * psi.squareRoot() + 0.8416212335729143 * max(0, psi - delta * delta).squareRoot()
        return Int((root * root / (delta * delta)).rounded(.up))
    }
}
