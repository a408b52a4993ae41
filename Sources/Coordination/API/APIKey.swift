import Crypto
import FleetCore

/// A key of the interface as the settings name it: only its hash is known.
public struct APIKey: Sendable, Equatable {
    /// For history and logs.
    public let name: String
    /// SHA-256 of the key.
    public let hash: Digest
    public let tenant: TenantName
    public let role: APIRole

    public init(name: String, hash: Digest, tenant: TenantName, role: APIRole) {
        self.name = name
        self.hash = hash
        self.tenant = tenant
        self.role = role
    }

    /// Reads `NAME TENANT ROLE SHA256`, as one line of the settings.
    /// - Throws: `FleetError` `api_key_invalid` (fatal); it names no part of the key.
    public init(line: String) throws {
        let parts = line.split(separator: " ").map(String.init)
        guard parts.count == 4, let role = APIRole(rawValue: parts[2]), let hash = Digest(hex: parts[3]) else {
            throw FleetError(
                "api_key_invalid", .fatal, "an API key's line is not NAME TENANT ROLE SHA256", path: "http.api_keys",
                hint: "the role is one of \(APIRole.allCases.map(\.rawValue).joined(separator: ", ")); hash a key with `printf %s KEY | sha256sum`")
        }
        self.init(name: parts[0], hash: hash, tenant: TenantName(parts[1]), role: role)
    }
}
