/// A condition of the policy on one metric: an absolute floor, or a comparison.
public struct Gate: Codable, Sendable, Equatable {
    public var metric: String
    /// The least value that passes.
    public var min: Double?
    /// The other side of a comparison: a system's name, or `unoptimized`.
    public var versus: String?
    /// `better`, `not_worse`: judged by the interval of the paired difference.
    public var verdict: String?
    /// The largest fall against `versus` that passes.
    public var maximumDrop: Double?

    public init(metric: String, min: Double? = nil, versus: String? = nil, verdict: String? = nil, maximumDrop: Double? = nil) {
        self.metric = metric
        self.min = min
        self.versus = versus
        self.verdict = verdict
        self.maximumDrop = maximumDrop
    }

    enum CodingKeys: String, CodingKey {
        case metric, min, versus, verdict
        case maximumDrop = "max_drop"
    }
}
