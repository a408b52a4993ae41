/// What the run was, so that the checker knows what must hold of it.
public struct Expectations: Sendable {
    /// Faults are over and the fleet had time to finish: every job must have ended, every message be forwarded.
    public var isSettled: Bool
    /// The record ledger holds everything that was ever acknowledged; false where topics were deleted or trimmed undumped.
    public var hasAllRecords: Bool
    /// The status topics were tailed to the end: the last snapshot of a job is its newest.
    public var isStatusTailed: Bool
    /// Planted personal data and secrets.
    public var canaries: [String]
    /// Texts that only one tenant's own data contain, by tenant.
    public var tenantMarks: [String: [String]]
    /// The most failures that a task may have.
    public var maximumFailures: Int64
    /// The store keeps its history as a chain per tenant.
    public var hasAudit: Bool

    public init(
        isSettled: Bool = true, hasAllRecords: Bool = true, isStatusTailed: Bool = false, canaries: [String] = [],
        tenantMarks: [String: [String]] = [:], maximumFailures: Int64 = 10, hasAudit: Bool = false
    ) {
        self.isSettled = isSettled
        self.hasAllRecords = hasAllRecords
        self.isStatusTailed = isStatusTailed
        self.canaries = canaries
        self.tenantMarks = tenantMarks
        self.maximumFailures = maximumFailures
        self.hasAudit = hasAudit
    }
}
