import FleetCore
import HTTP
import Providers

/// How this process reaches the models of the providers elsewhere that the settings name.
/// Apart from `ModelAccess`, because a process that only asks such models needs no runtime for local ones.
public struct RemoteModels: Sendable {
    /// Providers that fine-tune, by name.
    public let fineTuning: [String: any FineTuningProvider]
    private let remote: [OpenAISettings]
    private let transport: any ProviderTransport
    private let clock: any FleetClock

    /// - Throws: `FleetError` that names the key of a setting, or the file of a provider's key.
    public static func make(_ host: Host) throws -> RemoteModels {
        // The operator named these endpoints, so that a private address is no trap.
        let transport = HTTPProviderTransport(client: try CurlClient(policy: AddressPolicy(allowsPrivate: true)))
        let remote = try ProviderSettings.read(host.settings).filter { $0.kind == .openai }.map { provider in
            OpenAISettings(name: provider.name, baseURL: provider.baseURL ?? "", key: try key(of: provider))
        }
        return RemoteModels(
            fineTuning: Dictionary(
                uniqueKeysWithValues: remote.map { ($0.name, OpenAIFineTuning(settings: $0, transport: transport, clock: host.clock)) }),
            remote: remote, transport: transport, clock: host.clock)
    }

    private static func key(of provider: ProviderSettings) throws -> String {
        guard let file = provider.apiKeyFile else { return "" }
        do { return String(decoding: try SettingsFile.read(file), as: UTF8.self).trimmingNewlines } catch let error as FleetError {
            let path = "providers.\(provider.name).api_key_file"
            throw FleetError(error.code, error.disposition, error.message, path: path, hint: "put the key there, or correct \(path) in the settings")
        }
    }

    /// A client of a model that a server of this machine serves.
    public var served: @Sendable (ServedModel) -> any ChatModel {
        { [transport, clock] model in
            let settings = OpenAISettings(name: "local", baseURL: model.baseURL + "/v1", key: "")
            return OpenAIChatModel(settings: settings, model: model.name, transport: transport, clock: clock)
        }
    }

    /// For each provider a client of a model by its name.
    public var chatModels: [String: @Sendable (String) -> any ChatModel] {
        clients { [transport, clock] in OpenAIChatModel(settings: $0, model: $1, transport: transport, clock: clock) }
    }

    /// For each provider a client of an embedding model by its name.
    public var embeddingModels: [String: @Sendable (String) -> any EmbeddingModel] {
        clients { [transport, clock] in OpenAIEmbeddingModel(settings: $0, model: $1, transport: transport, clock: clock) }
    }

    private func clients<Client>(
        _ make: @escaping @Sendable (_ provider: OpenAISettings, _ model: String) -> Client
    ) -> [String: @Sendable (String) -> Client] {
        Dictionary(uniqueKeysWithValues: remote.map { provider in (provider.name, { @Sendable model in make(provider, model) }) })
    }
}
