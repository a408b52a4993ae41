import FleetCore

/// Intervals by drawing the items again with replacement (B. Efron, 1979), both systems on the same draw; seeded, so the same on every run.
public struct PairedBootstrap: Sendable {
    public let draws: Int
    public let seed: UInt64

    public init(draws: Int = 2000, seed: UInt64 = 20_260_101) {
        self.draws = draws
        self.seed = seed
    }

    /// The middle 95 % of a statistic over draws of `items` indices.
    public func interval(items: Int, _ statistic: ([Int]) -> Double) -> Interval {
        guard items > 0 else { return Interval(low: 0, high: 0) }
        let random = SeededRandom(seed: seed)
        var drawn = [Int](repeating: 0, count: items)
        var values: [Double] = []
        values.reserveCapacity(draws)
        for _ in 0..<draws {
            for place in drawn.indices { drawn[place] = Int(random.next() % UInt64(items)) }
            values.append(statistic(drawn))
        }
        values.sort()
        return Interval(low: values[Int(0.025 * Double(draws))], high: values[min(draws - 1, Int(0.975 * Double(draws)))])
    }
}
