import FleetCore
import Glibc

/// Moves the files of a model between the local disk and the store.
public enum ModelFiles {
    /// Copies files of a folder under a key prefix.
    /// - Parameters:
    ///   - paths: relative to `folder`; they stay the files' paths inside the model.
    ///   - prefix: ends with `/`.
    public static func upload(
        _ paths: [String], from folder: String, to prefix: String, of store: any ObjectStore
    ) async throws -> [ModelArtifact.File] {
        var files: [ModelArtifact.File] = []
        for path in paths {
            let artifact = try await store.upload(file: "\(folder)/\(path)", to: prefix + path)
            files.append(ModelArtifact.File(path: path, artifact: artifact))
        }
        return files
    }

    /// Copies all files of a model into a folder, which is made; each is verified against its digest.
    /// - Throws: `FleetError` `model_without_files` (permanent) for a model that lives at a provider, and what the store answers.
    public static func download(_ model: ModelArtifact, to folder: String, from store: any ObjectStore) async throws {
        guard model.format != .remote, !model.files.isEmpty else {
            throw FleetError("model_without_files", .permanent, "the model lives at provider \(model.provider) and has no files")
        }
        for file in model.files {
            let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
                throw FleetError("model_path", .permanent, "a file of the model has the path \(file.path.prefix(200)), which leads out of its folder")
            }
            var parent = folder
            mkdir(parent, 0o755)
            for part in parts.dropLast() {
                parent += "/" + part
                mkdir(parent, 0o755)
            }
            try await store.download(file.artifact, to: "\(folder)/\(file.path)")
        }
    }
}
