/// What keeps a provider from creating the same thing twice.
public enum ProviderIdempotency: Sendable, Equatable {
    /// The intent's key stands in the object's metadata, and objects can be searched by it.
    case searchableMetadata
    /// A token of the client's; the same one again gives the same object, for as long as the provider remembers it.
    case clientToken
    /// Nothing: an unknown outcome needs a person.
    case none
}
