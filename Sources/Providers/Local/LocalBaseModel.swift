import FleetCore
import Foundation
import JSON

/// A base model that jobs name, as it lies on this machine.
public struct LocalBaseModel: Sendable, Equatable {
    public let name: String
    /// The folder with fp32 weights that training reads.
    public let folder: String
    /// The file as it was published, which a server can serve.
    public let ggufPath: String
    /// SHA-256 of that file.
    public let sha256: String
    public let license: String?

    private struct Description: Decodable {
        var name: String
        var gguf: String
        var folder: String
        var sha256: String
        var license: String?
    }

    /// - Throws: `FleetError` `base_model_unknown` (rejected, with the names that are known; blocked where there is none), or `base_model_damaged` (blocked).
    public static func find(_ name: String, in directory: String) throws -> LocalBaseModel {
        let isPlain = !name.isEmpty && !name.hasPrefix(".") && !name.contains("/")
        guard isPlain, let bytes = FileManager.default.contents(atPath: "\(directory)/\(name)/model.json") else {
            let known = names(in: directory)
            // Where there is none at all, the machine is to blame and not the document.
            throw FleetError(
                "base_model_unknown", known.isEmpty ? .blocked : .rejected, "there is no base model \(name.prefix(80)) on this machine", path: "train.base_model",
                hint: known.isEmpty ? "run deploy/local-model/environment" : "known are: \(known.joined(separator: ", "))")
        }
        guard let description = try? JSONCoding.decode(Description.self, from: Array(bytes)) else {
            throw FleetError("base_model_damaged", .blocked, "\(name)/model.json cannot be read", hint: "run deploy/local-model/environment again")
        }
        let home = "\(directory)/\(name)/"
        return LocalBaseModel(
            name: description.name, folder: home + description.folder, ggufPath: home + description.gguf, sha256: description.sha256,
            license: description.license)
    }

    /// The base models that are there, by name.
    public static func names(in directory: String) -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return entries.filter { FileManager.default.fileExists(atPath: "\(directory)/\($0)/model.json") }.sorted()
    }
}

extension LocalModelRuntime {
    /// The base model of that name.
    public func baseModel(_ name: String) throws -> LocalBaseModel { try LocalBaseModel.find(name, in: settings.baseModels) }
}
