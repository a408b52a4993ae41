import FleetCore
import Foundation
import HTTP
import Providers
import Subprocesses

extension Host {
    /// The runtime for local training and serving.
    public func localModelRuntime() throws -> LocalModelRuntime {
        let settings = LocalModelSettings(
            environmentDirectory: try settings.path(SettingCatalogue.localEnvironment),
            packageDirectory: try settings.path(SettingCatalogue.localRuntime), baseModelsDirectory: settings.text(SettingCatalogue.localModels))
        return LocalModelRuntime(settings: settings, spawner: PosixProcessSpawner(), clock: clock)
    }

    /// The file that all workers of a machine lock while one of them serves a model.
    public func modelServerLock() throws -> String {
        let folder = try settings.path(SettingCatalogue.scratch)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder + "/model-server.lock"
    }
}
