import FleetCore
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
            return ProviderSettings(name: member.key, kind: kind, baseURL: url, apiKeyFile: member.value["api_key_file"]?.string)
        }
    }
}
