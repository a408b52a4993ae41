import FleetCore

/// What a document may refer to: names of the fleet's settings. A nil set means: not known here, so not checked.
public struct FleetKnowledge: Sendable, Equatable {
    /// Providers by name; the value is the type, such as `local` or `openai`.
    public var providers: [String: String]?
    /// Base models that the providers of type `local` can train.
    public var localModels: Set<String>?
    public var storages: StorageDirectory?
    /// Whose document it is: a storage may be open to some only.
    public var tenant: TenantName

    public init(
        providers: [String: String]? = nil, localModels: Set<String>? = nil, storages: StorageDirectory? = nil,
        tenant: TenantName = TenantName("default")
    ) {
        self.providers = providers
        self.localModels = localModels
        self.storages = storages
        self.tenant = tenant
    }

    /// Nothing is known: for checks away from the fleet.
    public static let none = FleetKnowledge()
}
