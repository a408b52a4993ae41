import FleetCore

/// What can be set about the coordinator's loops.
public struct CoordinatorSettings: Sendable {
    public var fleet: FleetID
    /// Who reigns, for people: host, process, version.
    public var holder: String
    /// Whether another coordinator may reign on the same store (PostgreSQL).
    public var mayHaveRival: Bool = false
    /// Whether the broker forgets its records when it ends, as one in this process does.
    public var brokerForgets: Bool = false
    public var lease: Duration = .seconds(30)
    public var sweep: Duration = .seconds(5)
    public var heartbeat: Duration = .seconds(3)
    /// A standby takes over when the active one was not seen for so long.
    public var takeover: Duration = .seconds(10)
    /// How often offsets are published for lag tools.
    public var offsetInterval: Duration = .seconds(10)
    public var firstDispatchDeadline: Duration = .seconds(120)
    public var lastDispatchDeadline: Duration = .seconds(900)
    public var retry = RetryPolicy()
    public var searchGrace: Duration = .seconds(60)
    public var breaker = BreakerPolicy()
    public var deadLetters = DeadLetterLimits()
    public var tenantWeights: [TenantName: Int] = [:]
    public var inventories = InventoryPlan()

    public init(fleet: FleetID, holder: String) {
        self.fleet = fleet
        self.holder = holder
    }
}
