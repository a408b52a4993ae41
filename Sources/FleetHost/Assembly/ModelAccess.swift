import FleetCore
import Providers

/// How this process reaches models: those that lie here as files, and those of the providers that the settings name.
public struct ModelAccess: Sendable {
    public let runtime: LocalModelRuntime
    public let server: LocalModelServer
    /// Names of providers that train and serve on this machine.
    public let localProviders: [String]
    public let remote: RemoteModels

    /// - Throws: `FleetError` that names the key of a setting, or the file of a provider's key.
    public static func make(_ host: Host) throws -> ModelAccess {
        let runtime = try host.localModelRuntime()
        return ModelAccess(
            runtime: runtime, server: LocalModelServer(runtime: runtime, lockPath: try host.modelServerLock()),
            localProviders: try ProviderSettings.read(host.settings).filter { $0.kind == .local }.map(\.name), remote: try RemoteModels.make(host))
    }
}
