/// Ledger 4: a call that reached the provider, written down (and synced) before the provider answered.
public struct ProviderEntry: Codable, Sendable, Equatable {
    public enum Operation: String, Codable, Sendable { case create, cancel, delete, search, poll }

    public var operation: Operation
    /// The intent's key, as the call carried it.
    public var intent: String?
    /// The tenant, where the provider can tell (a credential of its own).
    public var tenant: String?
    /// The object that it made or named.
    public var remote: String?
    /// Whether the provider did what was asked; a refusal costs nothing.
    public var isAccepted: Bool
    /// What the object costs in millionths; nil where the provider has not told (yet).
    public var chargedMicros: Int64?

    public init(
        _ operation: Operation, intent: String? = nil, tenant: String? = nil, remote: String? = nil, isAccepted: Bool = true,
        chargedMicros: Int64? = nil
    ) {
        self.operation = operation
        self.intent = intent
        self.tenant = tenant
        self.remote = remote
        self.isAccepted = isAccepted
        self.chargedMicros = chargedMicros
    }
}
