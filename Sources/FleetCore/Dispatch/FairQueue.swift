/// Chooses whose task goes next: the highest priority first, within it tenants in turn by their weights, within a tenant the oldest.
/// Smooth weighted round robin: the turn of a tenant is remembered from one choice to the next.
public struct FairQueue<Item: Sendable>: Sendable {
    private struct Lane {
        var items: [Item] = []
        var next = 0
        var isEmpty: Bool { next >= items.count }
    }

    private var lanes: [Int: [TenantName: Lane]] = [:]
    /// How much each tenant is owed; grows by its weight at each choice and falls by the sum when it is chosen.
    public private(set) var owed: [TenantName: Int]
    private let weights: [TenantName: Int]

    /// - Parameters:
    ///   - weights: 1 for a tenant that is not named.
    ///   - owed: what an earlier queue remembered.
    public init(weights: [TenantName: Int] = [:], owed: [TenantName: Int] = [:]) {
        self.weights = weights
        self.owed = owed
    }

    /// Puts an item at the end of its tenant's lane. A higher priority goes first.
    public mutating func add(_ item: Item, tenant: TenantName, priority: Int) {
        lanes[priority, default: [:]][tenant, default: Lane()].items.append(item)
    }

    /// The item whose turn it is.
    public mutating func next() -> Item? {
        guard let priority = lanes.filter({ $0.value.values.contains { !$0.isEmpty } }).keys.max() else { return nil }
        let waiting = (lanes[priority] ?? [:]).filter { !$0.value.isEmpty }.keys.sorted()
        var total = 0
        for tenant in waiting {
            let weight = max(weights[tenant] ?? 1, 1)
            total += weight
            owed[tenant, default: 0] += weight
        }
        guard let chosen = waiting.max(by: { (owed[$0] ?? 0, $1) < (owed[$1] ?? 0, $0) }) else { return nil }
        owed[chosen, default: 0] -= total
        guard var lane = lanes[priority]?[chosen] else { return nil }
        let item = lane.items[lane.next]
        lane.next += 1
        lanes[priority]?[chosen] = lane
        return item
    }
}
