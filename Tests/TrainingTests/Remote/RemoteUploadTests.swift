import FleetCore
import FleetTesting
import Foundation
import JSON
import Providers
import Testing
@testable import Training
import WorkerKit

@Suite struct RemoteUploadTests {
    private func uploads(_ bench: RemoteBench) -> [TrainingFile] {
        bench.provider.requests.compactMap { if case .upload(_, let file) = $0.body { file } else { nil } }
    }

    @Test func bothSplitsGoUpAsPlainConversations() async throws {
        let bench = RemoteBench()
        let context = try bench.context()
        let outcome = try await bench.worker().run(try await bench.task("upload"), in: context)
        #expect(try bench.handles(outcome) == ["training_file": "file-1", "validation_file": "file-2"])
        let files = uploads(bench)
        #expect(files.map(\.name) == ["job_1-1-train.jsonl", "job_1-1-validation.jsonl"])
        let text = try String(contentsOfFile: files[0].path, encoding: .utf8)
        let lines = ["a", "b", "c"].map {
            #"{"messages":[{"role":"user","content":"\#($0)"},{"role":"assistant","content":"yes"}]}"#
        }
        #expect(text == lines.joined(separator: "\n") + "\n", "the fleet's own fields leave, or a shard without a last line end swallows a row")
    }

    @Test func aFurtherAttemptUploadsOnlyWhatIsMissingAndTheLogNamesTheOrphan() async throws {
        let bench = RemoteBench()
        bench.provider.onRequest { request in
            if case .upload(_, let file) = request.body, file.name.contains("validation") { .answerLost } else { .none }
        }
        let first = try bench.context()
        let task = try await bench.task("upload")
        let error = await expectFleetError { try await bench.worker().run(task, in: first) }
        #expect(error?.disposition == .transient)
        #expect(first.recorded.lines.contains { $0.contains("job_1-1-validation.jsonl may lie at openai") })
        bench.provider.onRequest(nil)
        let again = try await bench.task("upload", checkpoint: first.recorded.checkpoints.last, attempt: 2)
        let outcome = try await bench.worker().run(again, in: try bench.context(execution: "2-exec_b"))
        #expect(try bench.handles(outcome) == ["training_file": "file-1", "validation_file": "file-3"])
        #expect(uploads(bench).map(\.name).filter { $0.hasSuffix("train.jsonl") }.count == 1)
    }

    @Test func aFileThatCertainlyDidNotLeaveIsNoOrphan() async throws {
        let bench = RemoteBench()
        bench.provider.onRequest { _ in .notSent }
        let context = try bench.context()
        let task = try await bench.task("upload")
        await #expect(throws: FleetError.self) { try await bench.worker().run(task, in: context) }
        #expect(!context.recorded.lines.contains { $0.contains("may lie") })
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "has no messages"), (#"{"text":"secret"}"#, "has no messages"), ("secret {", "is no JSON"),
        (#"{"messages":[{"content":"secret"}]}"#, "without a role"), (#"{"messages":[{"role":"user","content":"secret"}]}"#, "assistant's answer"),
    ])
    func aRowThatNoProviderTakesIsNamedByItsNumberAndNotQuoted(_ row: String, _ cause: String) async throws {
        let bench = RemoteBench()
        let good = #"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#
        let task = try await bench.task("upload", dataset: try await bench.dataset([good, row]))
        let error = await expectFleetError { try await bench.worker().run(task, in: try bench.context()) }
        #expect(error?.code == "row_invalid" && error?.disposition == .permanent)
        #expect(error?.message.contains("row 2 of the train rows") == true && error?.message.contains(cause) == true)
        #expect(error?.message.contains("secret") == false)
        #expect(uploads(bench).isEmpty)
    }

    @Test(arguments: [
        (["epochs": ScalarValue.integer(3)], "train.hyperparameters.epochs"), (["n_epochs": ScalarValue.integer(0)], "train.hyperparameters.n_epochs"),
        (["batch_size": ScalarValue.number(1.5)], "train.hyperparameters.batch_size"),
        (["learning_rate_multiplier": ScalarValue.integer(0)], "train.hyperparameters.learning_rate_multiplier"),
        (["n_epochs": ScalarValue.text("all")], "train.hyperparameters.n_epochs"),
    ])
    func aWrongHyperparameterIsRejectedByItsPathBeforeAnythingLeaves(_ hyperparameters: [String: ScalarValue], _ path: String) async throws {
        let bench = RemoteBench()
        let task = try await bench.task("upload", hyperparameters: hyperparameters)
        let error = await expectFleetError { try await bench.worker().run(task, in: try bench.context()) }
        #expect(error?.disposition == .rejected && error?.path == path)
        #expect(bench.provider.requests.isEmpty)
    }

    @Test func aDrainGivesTheWorkBackBeforeAFileIsSent() async throws {
        let bench = RemoteBench()
        let context = try bench.context()
        context.drain.set()
        let outcome = try await bench.worker().run(try await bench.task("upload"), in: context)
        guard case .interrupted = outcome else { Issue.record("\(outcome)"); return }
        #expect(bench.provider.requests.isEmpty)
    }
}
