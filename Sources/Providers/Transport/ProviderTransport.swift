import FleetCore

/// The way to a provider: one request, one answer with a bounded body. The HTTP client stands behind it, and a fake in tests.
public protocol ProviderTransport: Sendable {
    /// - Throws: `FleetError`, with code `provider_not_sent` only where the request certainly never left (name, connection, TLS);
    ///   every other code means that it may have arrived.
    func send(_ request: ProviderRequest) async throws -> ProviderResponse
}
