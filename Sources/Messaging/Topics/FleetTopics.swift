import FleetCore

/// The names of the fleet's topics. The topic of a message says its tenant.
public enum FleetTopics {
    /// Everything that workers say.
    public static let results = "modelops.results"
    /// What the coordinator says to executions: permits, stops, terms.
    public static let control = "modelops.control"
    /// Messages that will not be retried.
    public static let deadLetters = "modelops.dead-letters"

    /// The tenant of the topics without a tenant in their names.
    public static let defaultTenant = TenantName("default")

    /// Where a tenant's jobs and commands come in.
    public static func jobs(of tenant: TenantName) -> String { prefix(tenant) + "jobs" }

    /// The newest snapshot of each of a tenant's jobs.
    public static func status(of tenant: TenantName) -> String { prefix(tenant) + "jobs.status" }

    /// Every transition of a tenant's jobs and models.
    public static func events(of tenant: TenantName) -> String { prefix(tenant) + "events" }

    /// Where tasks of a kind are dispatched.
    public static func tasks(for kind: WorkKind) -> String { kind.topic }

    /// The tenant whose jobs a topic carries; nil when it is no job topic.
    public static func tenant(ofJobTopic topic: String) -> TenantName? {
        if topic == jobs(of: defaultTenant) { return defaultTenant }
        guard let name = name(inJobTopic: topic), isTenantName(name), name != defaultTenant.rawValue else { return nil }
        return TenantName(name)
    }

    /// Whether a topic looks like a tenant's job topic and names none: whoever writes there waits for an answer that nobody can give.
    public static func isMisnamedJobTopic(_ topic: String) -> Bool { name(inJobTopic: topic) != nil && tenant(ofJobTopic: topic) == nil }

    private static func name(inJobTopic topic: String) -> String? {
        let start = "modelops.tenant."
        let end = ".jobs"
        guard topic.hasPrefix(start), topic.hasSuffix(end), topic.utf8.count > start.utf8.count + end.utf8.count else { return nil }
        return String(topic.dropFirst(start.count).dropLast(end.count))
    }

    /// Whether a name can be a tenant's: one to 63 lower-case letters, digits and dashes, no dash at either end.
    public static func isTenantName(_ name: String) -> Bool {
        guard (1...63).contains(name.utf8.count), !name.hasPrefix("-"), !name.hasSuffix("-") else { return false }
        return name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }

    private static func prefix(_ tenant: TenantName) -> String { tenant == defaultTenant ? "modelops." : "modelops.tenant.\(tenant)." }
}
