/// What keeps a provider from creating the same thing twice.
public enum ProviderIdempotency: Sendable, Equatable {
    /// The intent's key stands in the object's metadata, and objects can be searched by it.
    case searchableMetadata
    /// A token of the client's; the same one again gives the same object. `isKeptForEver` false: remembered for a while only.
    case clientToken(isKeptForEver: Bool)
    /// Nothing: an unknown outcome needs a person.
    case none

    /// Whether a second create with the same key can never make a second object.
    public var refusesASecondForEver: Bool { self == .clientToken(isKeptForEver: true) }
}
