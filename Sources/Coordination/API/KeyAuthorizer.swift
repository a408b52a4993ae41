import Crypto
import FleetCore
import HTTP

/// Knows callers by their bearer token: API keys of the settings, and on loopback the token of the token file.
public struct KeyAuthorizer: RequestAuthorizer {
    private let keys: [APIKey]

    public init(keys: [APIKey]) { self.keys = keys }

    /// The keys of a coordinator that listens on loopback: those of the settings, and one that the token file holds.
    public init(keys: [APIKey], localToken: String, tenant: TenantName = TenantName("default")) {
        self.keys = keys + [APIKey(name: "local", hash: SHA256.digest(of: localToken), tenant: tenant, role: .admin)]
    }

    /// Refuses to listen where others reach it without keys.
    /// - Throws: `FleetError` `api_keys_missing` (fatal).
    public static func check(address: String, keys: [APIKey]) throws {
        guard keys.isEmpty, !isLoopback(address) else { return }
        throw FleetError(
            "api_keys_missing", .fatal, "the HTTP interface would listen on \(address) without any API key", path: "http.api_keys",
            hint: "set http.api_keys, or listen on 127.0.0.1")
    }

    public static func isLoopback(_ address: String) -> Bool { address == "::1" || address == "localhost" || address.hasPrefix("127.") }

    public func authorize(_ headers: HTTPHeaders, role: String) throws -> HTTPPrincipal {
        guard let header = headers["Authorization"], header.lowercased().hasPrefix("bearer ") else {
            throw FleetError("unauthenticated", .rejected, "the request has no bearer token", hint: "send Authorization: Bearer KEY")
        }
        let digest = SHA256.digest(of: String(header.dropFirst(7))).bytes
        // Every key is compared, each in constant time: the time tells nothing about which one was near.
        var found: APIKey?
        for key in keys where MessageAuthentication.constantTimeEqual(key.hash.bytes, digest) { found = key }
        guard let found else { throw FleetError("unauthenticated", .rejected, "the bearer token is not known here") }
        guard found.role.held.contains(role) else {
            throw FleetError("forbidden", .rejected, "this needs the role \(role); the key \(found.name) has \(found.role.rawValue)")
        }
        return HTTPPrincipal(name: found.name, tenant: found.tenant.rawValue, roles: found.role.held)
    }
}
