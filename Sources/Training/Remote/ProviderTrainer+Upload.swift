import FleetCore
import JSON
import ObjectStorage
import Providers
import WorkerKit

extension ProviderTrainer {
    /// Brings the rows to the provider: one file for training and, where there are such rows, one for validation.
    ///
    /// What is up already stands in the checkpoint, so that a further attempt leaves as few orphans as can be.
    func upload(_ input: TrainInput, _ task: TaskAssignment, in context: any TaskContext) async throws -> TaskOutcome {
        // A wrong setting is told before anything leaves.
        _ = try RemoteHyperparameters(input)
        guard input.dataset.train.rows > 0 else {
            throw FleetError("no_rows", .rejected, "the dataset version \(input.dataset.id) has no training rows", path: "dataset")
        }
        var handles = try handles(of: task.checkpoint, in: context)
        var wanted: [(RemoteHandle, DatasetVersion.Split, String)] = [(.trainingFile, input.dataset.train, "train")]
        if input.dataset.validation.rows > 0 { wanted.append((.validationFile, input.dataset.validation, "validation")) }
        for (handle, split, name) in wanted where handles[handle.rawValue] == nil {
            let checkpoint: JSONValue? = handles.isEmpty ? nil : try JSONValue.encoding(TrainStepOutput(handles: handles))
            if context.drain.isSet { return .interrupted(checkpoint: checkpoint) }
            handles[handle.rawValue] = try await upload(split, called: name, task, in: context).id
            try await context.checkpoint(try JSONValue.encoding(TrainStepOutput(handles: handles)))
        }
        return .completed(output: try JSONValue.encoding(TrainStepOutput(handles: handles)), spawned: [])
    }

    private func upload(
        _ split: DatasetVersion.Split, called name: String, _ task: TaskAssignment, in context: any TaskContext
    ) async throws -> RemoteFile {
        let path = try await context.scratchDirectory() + "/\(name).jsonl"
        let rows = try await context.artifacts.download(split.shards, linesTo: path, maximumLineBytes: RemoteRow.maximumBytes) { line, number in
            try RemoteRow.rewritten(line, number: number, of: name)
        }
        guard rows > 0 else { throw FleetError("no_rows", .permanent, "the shards of the \(name) rows are empty, though the dataset counts some") }
        // The name tells a person at the provider where a file comes from, and which attempt left it.
        let remoteName = "\(task.job)-\(task.token.attempt)-\(name).jsonl"
        do {
            let file = try await provider.upload(TrainingFile(path: path, name: remoteName))
            context.log("uploaded \(rows) rows as \(remoteName): \(file.id)")
            return file
        } catch let error as FleetError where Self.mayHaveArrived(error) {
            context.log(
                "warning: \(remoteName) may lie at \(provider.name) without use, remove it there: its upload was not answered and is repeated")
            throw error
        }
    }

    private static func mayHaveArrived(_ error: FleetError) -> Bool {
        [ProviderFailure.noAnswer, ProviderFailure.answerMalformed, ProviderFailure.unavailable].contains(error.code)
    }

    private func handles(of checkpoint: JSONValue?, in context: any TaskContext) throws -> [String: String] {
        guard let checkpoint, !checkpoint.isNull else { return [:] }
        let handles = try checkpoint.decode(TrainStepOutput.self).handles
        for (_, id) in handles.sorted(by: { $0.key < $1.key }) { context.log("\(id) is at \(provider.name) already") }
        return handles
    }
}
