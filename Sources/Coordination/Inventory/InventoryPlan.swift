import FleetCore

/// Of which providers an inventory is taken, and how often.
public struct InventoryPlan: Sendable, Equatable {
    /// Names in the settings, of those that make objects for money.
    public var providers: [String]
    public var interval: Duration

    public init(providers: [String] = [], interval: Duration = .seconds(21_600)) {
        self.providers = providers
        self.interval = interval
    }
}
