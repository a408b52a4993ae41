import Coordination
import Crypto
import FleetCore
import Foundation
import JSON

/// Who may call the coordinator's interface: keys of the settings and, on loopback, the token of the token file.
public struct APIAccess: Sendable {
    public let authorizer: KeyAuthorizer
    /// The administrator's token; nil where the interface listens beyond loopback.
    public let token: String?

    /// - Throws: `FleetError` that names the key or the file.
    public static func make(_ settings: Settings, secrets: any SecretSource) throws -> APIAccess {
        var declared = settings.object(SettingCatalogue.apiKeys)
        if let path = settings.text(SettingCatalogue.apiKeysFile) {
            let more = try JSONReader.parse(try SettingsFile.read(path))
            for member in more.object ?? JSONObject() { declared[member.key] = member.value }
        }
        let keys = try declared.map { try key($0.key, $0.value) }
        let address = try settings.required(SettingCatalogue.httpAddress)
        try KeyAuthorizer.check(address: address, keys: keys)
        guard KeyAuthorizer.isLoopback(address) else { return APIAccess(authorizer: KeyAuthorizer(keys: keys), token: nil) }
        let token = try token(in: try settings.required(SettingCatalogue.tokenFile), secrets: secrets)
        return APIAccess(authorizer: KeyAuthorizer(keys: keys, localToken: token), token: token)
    }

    private static func key(_ name: String, _ value: JSONValue) throws -> APIKey {
        let path = "http.api_keys.\(name)"
        guard let hash = value["sha256"]?.string.flatMap({ Digest(hex: $0) }), let tenant = value["tenant"]?.string,
            let role = value["role"]?.string.flatMap(APIRole.init)
        else {
            throw FleetError(
                "setting_invalid", .rejected, "\(path) is no key", path: path,
                hint: "{\"sha256\": 64 hexadecimal digits, \"tenant\": …, \"role\": \"reader|submitter|admin\"}; hash a key with: printf %s KEY | sha256sum")
        }
        return APIKey(name: name, hash: hash, tenant: TenantName(tenant), role: role)
    }

    /// Reads the token file, or makes it with a new token that only its owner can read.
    private static func token(in path: String, secrets: any SecretSource) throws -> String {
        if FileManager.default.fileExists(atPath: path) {
            try OwnerFile.check(path)
            try OwnerFile.makeFolder(of: path)
            let token = String(decoding: try SettingsFile.read(path), as: UTF8.self).trimmingNewlines
            guard token.utf8.count >= 32 else {
                throw FleetError("token_file", .rejected, "\(path) holds no token", path: SettingCatalogue.tokenFile.key, hint: "remove it: a new one is made")
            }
            return token
        }
        let token = secrets.token()
        try OwnerFile.makeFolder(of: path)
        try OwnerFile.write(Array((token + "\n").utf8), to: path)
        return token
    }
}
