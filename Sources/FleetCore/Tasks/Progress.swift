/// How far an execution has come, as its worker's beats tell it.
public struct Progress: Codable, Sendable, Equatable {
    /// What is done, in `unit`.
    public var done: Double
    /// What there is to do, in `unit`; nil when it is not known.
    public var total: Double?
    /// `rows`, `bytes`, `steps`, `items`.
    public var unit: String
    /// The share of the step in which it is, in words for a person.
    public var message: String?
    /// Seconds to the end, where it can be told.
    public var remainingSeconds: Double?
    /// Newest figures, such as `loss` or `tokens_per_second`.
    public var figures: [String: Double]

    public init(
        done: Double, total: Double? = nil, unit: String, message: String? = nil, remainingSeconds: Double? = nil, figures: [String: Double] = [:]
    ) {
        self.done = done
        self.total = total
        self.unit = unit
        self.message = message
        self.remainingSeconds = remainingSeconds
        self.figures = figures
    }

    enum CodingKeys: String, CodingKey {
        case done, total, unit, message, figures
        case remainingSeconds = "remaining_seconds"
    }
}
