/// Where the permit of an intent is. The table of moves stands in `PermitMachine`.
public enum PermitState: String, Codable, Sendable, CaseIterable {
    /// Nothing is reserved yet.
    case none
    /// The budget is reserved; no execution may create yet.
    case reserved
    /// One execution may create.
    case granted
    /// It may have created; nobody knows.
    case unknown
    /// The remote object is known from its creator's report.
    case settled
    /// The remote object was found by a search.
    case adopted
    /// A person must decide.
    case needsReview = "needs_review"
    /// Nothing was bought, and the budget is free again.
    case released

    /// Whether an object may exist that nobody has found or ruled out yet: a job does not end before that is resolved or handed to review.
    public var isOpen: Bool { self == .granted || self == .unknown }
}
