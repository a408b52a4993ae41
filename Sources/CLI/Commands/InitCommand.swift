import FleetCore
import Foundation
import JobDocument

/// `modelops init [FILE]`: a commented job document to start from.
struct InitCommand: Command {
    let name = ["init"]
    let operands = "[FILE]"
    let summary = "Write a commented job document (job.yaml)."
    let options: [OptionSpecification] = []

    func run(_ arguments: ArgumentList, _ context: CommandContext) async throws -> Int32 {
        let path = arguments.words.first ?? "job.yaml"
        guard !FileManager.default.fileExists(atPath: path) else {
            throw FleetError("file_exists", .rejected, "\(path) is there already", hint: "name another file")
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(JobTemplate.text().utf8)) else {
            throw FleetError("file_unwritable", .rejected, "\(path) cannot be written", hint: "check the folder")
        }
        context.console.print("wrote \(path); next: edit its sources, then modelops submit \(path) --dry-run")
        return ExitCode.success
    }
}
