import FleetCore
import Foundation
import Providers

/// A folder that looks like the environment for local models, with one base model `tiny`; nothing in it can be run.
public enum LocalModelFolder {
    /// Makes it below `folder` and answers the settings that name it.
    public static func make(in folder: String) throws -> LocalModelSettings {
        let files = FileManager.default
        let environment = folder + "/environment"
        for path in ["/venv/bin", "/base-models/tiny/fp32", "/package/modelops_local"] {
            try files.createDirectory(atPath: environment + path, withIntermediateDirectories: true)
        }
        let python = environment + "/venv/bin/python"
        files.createFile(atPath: python, contents: Data(), attributes: [.posixPermissions: 0o755])
        files.createFile(atPath: environment + "/package/modelops_local/__main__.py", contents: Data())
        files.createFile(atPath: environment + "/libopenblas.so.0", contents: Data())
        let model = #"{"name": "tiny", "gguf": "model.gguf", "folder": "fp32", "sha256": "00", "license": "apache-2.0"}"#
        files.createFile(atPath: environment + "/base-models/tiny/model.json", contents: Data(model.utf8))
        return LocalModelSettings(
            environmentDirectory: environment, packageDirectory: environment + "/package", matrixLibrary: environment + "/libopenblas.so.0", threads: 2)
    }
}
