import Crypto
import FleetCore
import Foundation
import HTTP

/// `modelops models download NAME@ALIAS`: the model's files, each checked against its digest.
struct ModelsDownloadCommand: Command {
    let name = ["models", "download"]
    let operands = "NAME@VERSION or NAME@ALIAS"
    let summary = "Download a model version, check its digests, say how to serve it."
    let options = [OptionSpecification("output", short: "o", value: "FOLDER", "Where to put it; NAME-VERSION without it."), SharedOptions.context]

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let client = try context.client(arguments)
        let reference = try ModelReferenceWord(arguments.onlyWord("the model"))
        let version = try await client.get("/v1/models/\(reference.name)/versions/\(reference.version)")
        let number = version["version"]?.integer.map(String.init) ?? reference.version
        let folder = arguments.value("output") ?? "\(reference.name)-\(number)"
        let base = "/v1/models/\(reference.name)/versions/\(number)/artifact"
        let list = try await client.get(base)
        let files = try (list["files"] ?? .array([])).decode([ListedFile].self)
        guard !files.isEmpty else {
            throw FleetError(
                "model_without_files", .rejected, "this model lives at the provider \(list["provider"]?.string ?? "?") as \(list["remote_name"]?.string ?? "?")")
        }
        for file in files {
            let parts = file.path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
                throw FleetError("model_path", .rejected, "a file of the model has a path that leads out of its folder")
            }
            try await save(file, to: "\(folder)/\(file.path)", "\(base)?file=\(PercentEncoding.encode(file.path))", client)
            context.console.print("\(folder)/\(file.path)  \(file.bytes) bytes, digest right")
        }
        if list["format"]?.string == "gguf", let file = files.first {
            context.console.print("serve it:   deploy/local-model/serve \(folder)/\(file.path) 8081     (or any llama.cpp server)")
            context.console.print("then ask:   curl http://127.0.0.1:8081/v1/chat/completions -d '{\"messages\": [{\"role\": \"user\", \"content\": \"…\"}]}'")
        }
        return ExitCode.success
    }

    private struct ListedFile: Decodable {
        let path: String
        let sha256: String
        let bytes: Int64
    }

    private func save(_ file: ListedFile, to path: String, _ source: String, _ client: FleetClient) async throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let partial = path + ".part"
        guard FileManager.default.createFile(atPath: partial, contents: nil), let handle = FileHandle(forWritingAtPath: partial) else {
            throw FleetError("file_unwritable", .rejected, "\(path) cannot be written", hint: "check the folder")
        }
        defer { try? handle.close() }
        let hash = SHA256()
        let stream = try await client.download(source)
        while let piece = try await stream.next() {
            hash.update(piece)
            try handle.write(contentsOf: piece)
        }
        guard hash.digest().hex == file.sha256 else {
            try FileManager.default.removeItem(atPath: partial)
            throw FleetError("object_damaged", .permanent, "\(file.path): the bytes are not those that were registered", hint: "try again")
        }
        try FileManager.default.moveItem(atPath: partial, toPath: path)
    }
}
