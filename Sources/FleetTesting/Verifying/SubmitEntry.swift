/// Ledger 1: a job that somebody wanted, as its sender saw it.
public struct SubmitEntry: Codable, Sendable, Equatable {
    /// What the sender was told.
    public enum Answer: String, Codable, Sendable {
        /// The job is the fleet's now: it was answered, or stood on its status topic.
        case acknowledged
        /// No answer came: there may be a job or none, never two.
        case indeterminate
        /// Refused for certain.
        case refused
    }

    public var tenant: String
    /// The idempotency key: what makes two sendings the same wish.
    public var key: String
    public var answer: Answer
    /// The job, where the sender was told.
    public var job: String?

    public init(tenant: String, key: String, answer: Answer, job: String? = nil) {
        self.tenant = tenant
        self.key = key
        self.answer = answer
        self.job = job
    }
}
