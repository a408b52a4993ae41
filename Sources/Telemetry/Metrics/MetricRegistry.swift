import Synchronization

/// The figures of one process: handed in wherever something is counted, read by the exporter.
public final class MetricRegistry: Sendable {
    /// One series: a metric and the values of its labels, in the metric's order.
    public struct Series: Hashable, Sendable {
        public let metric: Metric
        public let labels: [String]
    }

    /// What a series holds.
    public enum Value: Sendable, Equatable {
        case number(Double)
        /// Counts per bucket (one more than the bounds: the last is beyond them), their sum and number.
        case distribution(buckets: [Int], sum: Double, count: Int)
    }

    private let series = Mutex<[Series: Value]>([:])
    /// No metric gets more series than this: a label that takes free values must not fill the memory.
    private let maximumSeries: Int

    public init(maximumSeries: Int = 4096) { self.maximumSeries = maximumSeries }

    /// Adds to a counter.
    public func add(_ amount: Double = 1, to metric: Metric, _ labels: String...) {
        update(metric, labels) { value in
            guard case .number(let before) = value ?? .number(0) else { return .number(amount) }
            return .number(before + amount)
        }
    }

    /// Sets a gauge.
    public func set(_ metric: Metric, to number: Double, _ labels: String...) {
        update(metric, labels) { _ in .number(number) }
    }

    /// Counts an observation in a histogram.
    public func observe(_ observed: Double, in metric: Metric, _ labels: String...) {
        update(metric, labels) { value in
            var counts = [Int](repeating: 0, count: metric.buckets.count + 1)
            var sum = 0.0
            var total = 0
            if case .distribution(let buckets, let before, let count) = value { (counts, sum, total) = (buckets, before, count) }
            counts[metric.buckets.firstIndex { observed <= $0 } ?? metric.buckets.count] += 1
            return .distribution(buckets: counts, sum: sum + observed, count: total + 1)
        }
    }

    /// Forgets the series of a gauge, such as those of partitions that were taken away.
    public func remove(_ metric: Metric) {
        series.withLock { series in series = series.filter { $0.key.metric != metric } }
    }

    /// All series as they are now.
    public func snapshot() -> [Series: Value] { series.withLock { $0 } }

    private func update(_ metric: Metric, _ labels: [String], _ change: (Value?) -> Value) {
        precondition(labels.count == metric.labels.count, "\(metric.name) has the labels \(metric.labels)")
        let key = Series(metric: metric, labels: labels)
        series.withLock { series in
            guard series[key] != nil || series.count < maximumSeries else { return }
            series[key] = change(series[key])
        }
    }
}
