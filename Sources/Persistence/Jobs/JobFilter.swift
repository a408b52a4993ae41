import FleetCore

/// Which jobs of a tenant are listed; every condition that is given must hold.
public struct JobFilter: Sendable, Equatable {
    public var tenant: TenantName
    /// Empty: any state.
    public var states: Set<JobState>
    /// One label with this value.
    public var label: (key: String, value: String)?
    /// Only jobs after this one in the order of the list: the last row of the page before.
    public var after: JobCursor?
    /// Rows at most.
    public var limit: Int

    public init(
        tenant: TenantName, states: Set<JobState> = [], label: (key: String, value: String)? = nil, after: JobCursor? = nil, limit: Int = 50
    ) {
        self.tenant = tenant
        self.states = states
        self.label = label
        self.after = after
        self.limit = limit
    }

    public static func == (left: JobFilter, right: JobFilter) -> Bool {
        left.tenant == right.tenant && left.states == right.states && left.label?.key == right.label?.key
            && left.label?.value == right.label?.value && left.after == right.after && left.limit == right.limit
    }
}
