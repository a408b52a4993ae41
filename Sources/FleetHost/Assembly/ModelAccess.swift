import FleetCore
import HTTP
import Providers

/// How this process reaches models: those that lie here as files, and those of the providers that the settings name.
public struct ModelAccess: Sendable {
    public let runtime: LocalModelRuntime
    public let server: LocalModelServer
    /// Names of providers that train and serve on this machine.
    public let localProviders: [String]
    /// Providers that fine-tune, by name.
    public let fineTuning: [String: any FineTuningProvider]
    private let remote: [OpenAISettings]
    private let transport: any ProviderTransport
    private let clock: any FleetClock

    /// - Throws: `FleetError` that names the key of a setting, or the file of a provider's key.
    public static func make(_ host: Host) throws -> ModelAccess {
        let providers = try ProviderSettings.read(host.settings)
        // The operator named these endpoints, so that a private address is no trap.
        let transport = HTTPProviderTransport(client: try CurlClient(policy: AddressPolicy(allowsPrivate: true)))
        let remote = try providers.filter { $0.kind == .openai }.map { provider in
            let key = try provider.apiKeyFile.map { String(decoding: try SettingsFile.read($0), as: UTF8.self).trimmingNewlines } ?? ""
            return OpenAISettings(name: provider.name, baseURL: provider.baseURL ?? "", key: key)
        }
        let runtime = try host.localModelRuntime()
        return ModelAccess(
            runtime: runtime, server: LocalModelServer(runtime: runtime, lockPath: try host.modelServerLock()),
            localProviders: providers.filter { $0.kind == .local }.map(\.name),
            fineTuning: Dictionary(
                uniqueKeysWithValues: remote.map { ($0.name, OpenAIFineTuning(settings: $0, transport: transport, clock: host.clock)) }),
            remote: remote, transport: transport, clock: host.clock)
    }

    /// A client of a model that the local server serves.
    public var served: @Sendable (ServedModel) -> any ChatModel {
        { [transport, clock] model in
            let settings = OpenAISettings(name: "local", baseURL: model.baseURL + "/v1", key: "")
            return OpenAIChatModel(settings: settings, model: model.name, transport: transport, clock: clock)
        }
    }

    /// For each provider elsewhere a client of a model by its name.
    public var chatModels: [String: @Sendable (String) -> any ChatModel] {
        Dictionary(
            uniqueKeysWithValues: remote.map { settings in
                (settings.name, { @Sendable [transport, clock] model in OpenAIChatModel(settings: settings, model: model, transport: transport, clock: clock) })
            })
    }

    /// For each provider elsewhere a client of an embedding model by its name.
    public var embeddingModels: [String: @Sendable (String) -> any EmbeddingModel] {
        Dictionary(
            uniqueKeysWithValues: remote.map { settings in
                (settings.name, { @Sendable [transport, clock] model in OpenAIEmbeddingModel(settings: settings, model: model, transport: transport, clock: clock) })
            })
    }
}
