import FleetCore
import Foundation
import JSON

/// A provider of the settings: what it is, and how it is reached. The key is read from its file when it is used.
public struct ProviderSettings: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case local, openai }

    public let name: String
    public let kind: Kind
    /// For `openai`: up to and with `/v1`.
    public let baseURL: String?
    public let apiKeyFile: String?

    /// Reads `providers` of the settings; without it there is the provider `local`.
    /// - Throws: `FleetError` that names the key.
    public static func read(_ settings: Settings) throws -> [ProviderSettings] {
        let declared = settings.object(SettingCatalogue.providers)
        guard !declared.isEmpty else { return [ProviderSettings(name: "local", kind: .local, baseURL: nil, apiKeyFile: nil)] }
        return try declared.map { member in
            let path = "providers.\(member.key)"
            for field in member.value.object ?? JSONObject() where !["type", "base_url", "api_key_file"].contains(field.key) {
                throw FleetError("setting_unknown", .rejected, "\(path).\(field.key) is no setting", path: path, hint: "type, base_url or api_key_file")
            }
            guard let kind = member.value["type"]?.string.flatMap(Kind.init) else {
                throw FleetError(
                    "setting_invalid", .rejected, "\(path).type is missing or not known", path: path,
                    hint: Kind.allCases.map(\.rawValue).joined(separator: " | "))
            }
            let url = member.value["base_url"]?.string
            guard kind == .local || url?.hasPrefix("http") == true else {
                throw FleetError("setting_invalid", .rejected, "\(path).base_url is missing", path: path, hint: "such as https://api.example.com/v1")
            }
            let keyFile = member.value["api_key_file"]?.string
            if let url, keyFile != nil, !keepsSecrets(url) {
                throw FleetError(
                    "setting_invalid", .rejected, "\(path).base_url would send the key in the clear", path: "\(path).base_url",
                    hint: "use https, or http on this machine")
            }
            return ProviderSettings(name: member.key, kind: kind, baseURL: url, apiKeyFile: keyFile)
        }
    }

    /// Whether nobody on the way can read what is sent to this address.
    private static func keepsSecrets(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url), let host = parts.host?.lowercased(), !host.isEmpty else { return false }
        if parts.scheme?.lowercased() == "https" { return true }
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
