import Crypto
import FleetCore
import JSON

/// The models that a version holds: the one that is served, and the tuned one it came from.
public struct RegisteredFiles: Codable, Sendable, Equatable {
    /// `tuned` or `optimized`.
    public var chosen: String
    public var tuned: ModelArtifact
    public var optimized: ModelArtifact?

    public init(chosen: String, tuned: ModelArtifact, optimized: ModelArtifact?) {
        self.chosen = chosen
        self.tuned = tuned
        self.optimized = optimized
    }

    /// The model that the version stands for.
    public var model: ModelArtifact { chosen == "optimized" ? optimized ?? tuned : tuned }

    /// What is downloaded first: the list of the model's files with their digests, as canonical JSON.
    public func fileList() throws -> [UInt8] {
        let model = model
        var list: JSONObject = ["format": .string(model.format.rawValue), "base_model": .string(model.baseModel)]
        if let precision = model.precision { list["precision"] = .string(precision) }
        if let remote = model.remoteName {
            list["remote_name"] = .string(remote)
            list["provider"] = .string(model.provider)
        }
        list["files"] = .array(
            model.files.map { file in
                ["path": .string(file.path), "sha256": .string(file.artifact.sha256), "bytes": .integer(file.artifact.bytes)]
            })
        return JSONWriter.canonical.bytes(.object(list))
    }

    /// SHA-256 of the file list: changes with any byte of any file.
    public func digest() throws -> String { SHA256.digest(of: try fileList()).hex }
}
