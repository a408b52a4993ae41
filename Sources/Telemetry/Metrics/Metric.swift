/// A metric of the catalogue: its name, what it counts and in which unit. Every series of the fleet is declared once.
public struct Metric: Sendable, Hashable {
    public enum Kind: String, Sendable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// Counts observations in buckets.
        case histogram
    }

    /// The name as Prometheus shows it, unit last: `modelops_dispatch_seconds`.
    public let name: String
    public let kind: Kind
    public let help: String
    /// The names of its labels; bounded sets of values only, never an id.
    public let labels: [String]
    /// Upper bounds of a histogram's buckets, ascending.
    public let buckets: [Double]

    public init(_ name: String, _ kind: Kind, _ help: String, labels: [String] = [], buckets: [Double] = Metric.seconds) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = kind == .histogram ? buckets : []
    }

    /// Buckets for latencies, in seconds.
    public static let seconds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
}
