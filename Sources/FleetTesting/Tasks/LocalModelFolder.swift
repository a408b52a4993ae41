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
        try write("", to: python)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python)
        try write("", to: environment + "/package/modelops_local/__main__.py")
        try write("", to: environment + "/libopenblas.so.0")
        let model = #"{"name": "tiny", "gguf": "model.gguf", "folder": "fp32", "sha256": "00", "license": "apache-2.0"}"#
        try write(model, to: environment + "/base-models/tiny/model.json")
        return LocalModelSettings(
            environmentDirectory: environment, packageDirectory: environment + "/package", matrixLibrary: environment + "/libopenblas.so.0",
            threads: 2)
    }

    private static func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
}
