import Foundation

/// Where the local model runtime lies and how much of the machine it may use.
public struct LocalModelSettings: Sendable, Equatable {
    /// The folder that `deploy/local-model/environment` made: `venv/` and `base-models/`.
    public var environmentDirectory: String
    /// The folder that holds the Python package `modelops_local`.
    public var packageDirectory: String
    /// The folder with base models, one folder each; nil: `base-models` in the environment.
    public var baseModelsDirectory: String?
    /// The fast matrix library that is preloaded; nil: looked for where Debian puts it.
    public var matrixLibrary: String?
    /// Processor threads for one command, at least 1.
    public var threads: Int

    public init(
        environmentDirectory: String, packageDirectory: String, baseModelsDirectory: String? = nil, matrixLibrary: String? = nil,
        threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) {
        self.environmentDirectory = environmentDirectory
        self.packageDirectory = packageDirectory
        self.baseModelsDirectory = baseModelsDirectory
        self.matrixLibrary = matrixLibrary
        self.threads = max(1, threads)
    }

    var python: String { Self.absolute(environmentDirectory) + "/venv/bin/python" }

    var baseModels: String { Self.absolute(baseModelsDirectory ?? environmentDirectory + "/base-models") }

    var package: String { Self.absolute(packageDirectory) }

    /// Commands run in folders of their own, so no path may depend on ours.
    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
