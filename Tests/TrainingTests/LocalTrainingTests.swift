import FleetCore
import FleetTesting
import Foundation
import JSON
import Testing
@testable import Training
import WorkerKit

@Suite struct LocalTrainingTests {
    @Test func aTrainedModelIsStoredWithItsFiguresAndItsAdapter() async throws {
        let bench = try TrainingBench()
        let outcome = try await bench.worker(TrainingBench.good()).run(try await bench.task(), in: bench.context)
        guard case .completed(let value, let spawned) = outcome else { Issue.record("\(outcome)"); return }
        let output = try value.decode(TrainOutput.self)
        #expect(spawned.isEmpty)
        #expect(output.model.format == .folder && output.model.precision == "float32")
        #expect(output.figures["steps"] == 4 && output.figures["train_loss"] == 0.25)
        #expect(output.model.files.map(\.path).contains("model.safetensors"))
        #expect(output.model.files.map(\.path).contains("adapter/adapters.safetensors"))
        for file in output.model.files { #expect(file.artifact.key.hasPrefix(bench.context.artifactPrefix)) }
    }

    @Test func progressAndCheckpointsReachTheContext() async throws {
        let bench = try TrainingBench()
        _ = try await bench.worker(TrainingBench.good()).run(try await bench.task(), in: bench.context)
        let record = bench.context.recorded
        let first = try #require(record.progress.first)
        #expect(first.done == 1 && first.total == 4 && first.remainingSeconds == 9 && first.figures["loss"] == 2.5)
        let checkpoint = try #require(record.checkpoints.first).decode(TrainingCheckpoint.self)
        #expect(checkpoint.step == 2)
        #expect(checkpoint.files.map(\.path).sorted() == ["adapter.safetensors", "optimizer.safetensors", "state.json"])
    }

    @Test func aDrainAsksTheProcessToStopAndGivesTheWorkBackWithItsCheckpoint() async throws {
        let bench = try TrainingBench()
        let spawner = ScriptedSpawner { _, request in
            let output = try JSONReader.parse(request)["output"]?.string ?? ""
            return [
                .act { bench.context.drain.set() }, .untilSignal, TrainingBench.checkpoint(3, in: output),
                .say(#"{"event":"checkpoint","step":3,"of":4,"folder":"\#(output)/step-3","bytes":3}"#),
                .say(#"{"event":"error","code":"interrupted","message":"stopped on request after step 3 of 4"}"#), .exit(.exited(4)),
            ]
        }
        let outcome = try await bench.worker(spawner).run(try await bench.task(), in: bench.context)
        guard case .interrupted(let value) = outcome else { Issue.record("\(outcome)"); return }
        #expect(try #require(value).decode(TrainingCheckpoint.self).step == 3)
        #expect(spawner.processes.first?.signals.first == 15)
    }

    @Test func aLaterAttemptGoesOnFromTheCheckpointOfTheOneBefore() async throws {
        let first = try TrainingBench()
        _ = try await first.worker(TrainingBench.good()).run(try await first.task(), in: first.context)
        let checkpoint = try #require(first.context.recorded.checkpoints.last)
        // Another execution with a scratch folder of its own: only the store is shared.
        let context = try RecordingContext(artifacts: first.store, clock: first.clock, execution: "2-exec_b")
        let spawner = ScriptedSpawner { _, request in
            let folder = try JSONReader.parse(request)["resume"]?.string ?? ""
            #expect(FileManager.default.fileExists(atPath: folder + "/optimizer.safetensors"))
            return try TrainingBench.goodRun(request)
        }
        _ = try await first.worker(spawner).run(try await first.task(checkpoint: checkpoint), in: context)
        #expect(spawner.processes.first?.request?.contains(context.folder + "/resume") == true)
    }

    @Test func aLostOrUnusableCheckpointMeansBeginningAnewNotFailing() async throws {
        let bench = try TrainingBench()
        _ = try await bench.worker(TrainingBench.good()).run(try await bench.task(), in: bench.context)
        let checkpoint = try #require(bench.context.recorded.checkpoints.last)
        let refusing = ScriptedSpawner { _, request in
            guard try JSONReader.parse(request)["resume"] != nil else { return try TrainingBench.goodRun(request) }
            return [.say(#"{"event":"error","code":"checkpoint_mismatch","message":"seed differs"}"#), .exit(.exited(1))]
        }
        let second = try RecordingContext(artifacts: bench.store, clock: bench.clock, execution: "2-exec_b")
        let refused = try await bench.worker(refusing).run(try await bench.task(checkpoint: checkpoint), in: second)
        guard case .completed = refused else { Issue.record("\(refused)"); return }
        #expect(refusing.processes.count == 2)

        bench.store.damage(try checkpoint.decode(TrainingCheckpoint.self).files[0].artifact.key, with: nil)
        let third = try RecordingContext(artifacts: bench.store, clock: bench.clock, execution: "3-exec_c")
        let spawner = TrainingBench.good()
        let lost = try await bench.worker(spawner).run(try await bench.task(checkpoint: checkpoint), in: third)
        guard case .completed = lost else { Issue.record("\(lost)"); return }
        #expect(spawner.processes.first?.request?.contains("resume") == false)
    }

    @Test func aTrainerThatDiesIsTriedAgainAndLeavesNothingBehind() async throws {
        let bench = try TrainingBench()
        let spawner = ScriptedSpawner { _, _ in [.complain("Killed"), .exit(.signalled(9))] }
        let task = try await bench.task()
        let error = await expectFleetError { try await bench.worker(spawner).run(task, in: bench.context) }
        #expect(error?.code == "local_process_died" && error?.disposition == .transient)
        #expect(spawner.processes.first?.isDiscarded == true)
    }

    @Test func withoutTheEnvironmentTheErrorNamesTheCommandThatMakesIt() async throws {
        let bench = try TrainingBench()
        try FileManager.default.removeItem(atPath: bench.settings.environmentDirectory + "/venv")
        let task = try await bench.task()
        let error = await expectFleetError { try await bench.worker(TrainingBench.nothing()).run(task, in: bench.context) }
        #expect(error?.code == "local_environment_missing" && error?.disposition == .blocked)
        #expect(error?.hint?.contains("deploy/local-model/environment") == true)
    }

    @Test func theMatrixLibraryIsPreloadedForTrainingAndNothingIsInherited() async throws {
        let bench = try TrainingBench()
        let spawner = TrainingBench.good()
        _ = try await bench.worker(spawner).run(try await bench.task(), in: bench.context)
        let command = try #require(spawner.processes.first?.command)
        #expect(command.environment["LD_PRELOAD"] == bench.settings.matrixLibrary)
        #expect(command.environment["USER"] == nil)
        #expect(command.arguments == ["-m", "modelops_local", "train"])
    }

    @Test(arguments: [
        (["learning_rat": ScalarValue.number(0.1)], "train.hyperparameters.learning_rat"),
        (["batch_size": ScalarValue.integer(0)], "train.hyperparameters.batch_size"),
        (["max_steps": ScalarValue.text("many")], "train.hyperparameters.max_steps"),
    ])
    func aWrongHyperparameterIsRejectedByItsPath(_ hyperparameters: [String: ScalarValue], _ path: String) async throws {
        let bench = try TrainingBench()
        let task = try await bench.task(hyperparameters: hyperparameters)
        let error = await expectFleetError { try await bench.worker(TrainingBench.nothing()).run(task, in: bench.context) }
        #expect(error?.disposition == .rejected && error?.path == path)
    }

    @Test func anUnknownBaseModelIsRejectedWithTheKnownOnes() async throws {
        let bench = try TrainingBench()
        for name in ["gpt-x", "../tiny", ""] {
            let task = try await bench.task(baseModel: name)
            let error = await expectFleetError { try await bench.worker(TrainingBench.nothing()).run(task, in: bench.context) }
            #expect(error?.code == "base_model_unknown" && error?.hint?.contains("tiny") == true)
        }
    }

    @Test func aProviderThatThisTrainerLacksIsRejected() async throws {
        let bench = try TrainingBench()
        let task = try await bench.task(provider: "elsewhere")
        let error = await expectFleetError { try await bench.worker(TrainingBench.nothing()).run(task, in: bench.context) }
        #expect(error?.path == "train.provider")
    }
}

@Suite struct LocalHyperparameterTests {
    private func read(_ hyperparameters: [String: ScalarValue]) throws -> LocalHyperparameters {
        let empty = DatasetVersion.Split(rows: 0, shards: [])
        let dataset = DatasetVersion(
            id: "ds_1", manifest: .init(key: "m", sha256: "", bytes: 0), train: empty, validation: empty, test: empty)
        return try LocalHyperparameters(
            TrainInput(name: "m", provider: "local", baseModel: "tiny", hyperparameters: hyperparameters, dataset: dataset))
    }

    @Test func stepsComeFromTheJobOrFromEpochsOrFromTheRows() throws {
        #expect(try read(["max_steps": .integer(75)]).steps(forRows: 1) == 75)
        #expect(try read(["epochs": .integer(2), "batch_size": .integer(4)]).steps(forRows: 10) == 6)
        #expect(try read([:]).steps(forRows: 3) == 50)
        #expect(try read([:]).steps(forRows: 1000) == 250)
    }
}
