import FleetCore
import FleetTesting
import JSON
import Messaging
import Providers
import Testing
@testable import Training
import WorkerKit

@Suite struct RemotePollTests {
    private func poll(_ bench: RemoteBench, _ job: String, _ checkpoint: JSONValue? = nil, in context: RecordingContext) async throws -> TaskOutcome {
        try await bench.worker().run(try await bench.task("poll", handles: ["job": job], checkpoint: checkpoint), in: context)
    }

    @Test func aRunningJobSnoozesLongerEachTimeAndTellsEachLineOnce() async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        let context = try bench.context()
        var checkpoint: JSONValue?
        var delays: [Duration] = []
        for _ in 0..<6 {
            guard case .snoozed(let delay, let next) = try await poll(bench, job, checkpoint, in: context) else { Issue.record("no snooze"); return }
            delays.append(delay)
            checkpoint = next
        }
        #expect(delays == [5, 10, 20, 40, 60, 60].map { .seconds($0) })
        #expect(context.recorded.lines == ["ftjob-1 is running", "Created fine-tuning job", "The job is running"])
        let report = try #require(context.recorded.progress.last)
        #expect(report.done == 1 && report.unit == "steps" && report.figures == ["train_loss": 0.5])
        bench.provider.set(job, status: "paused")
        guard case .snoozed = try await poll(bench, job, checkpoint, in: context) else { Issue.record("no snooze"); return }
        #expect(context.recorded.lines.suffix(2) == ["ftjob-1 is paused", "The job is paused"])
    }

    @Test func theEndGivesTheModel() async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        bench.provider.set(job, status: "succeeded", model: "ft:gpt-base:m:1")
        #expect(try bench.handles(try await poll(bench, job, in: try bench.context())) == ["model": "ft:gpt-base:m:1"])
    }

    @Test(arguments: [("failed", "provider_job_failed"), ("cancelled", "provider_job_cancelled"), ("succeeded", "provider_no_model")])
    func aJobThatEndedBadlyThereFailsHereForGood(_ status: String, _ code: String) async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        bench.provider.set(job, status: status)
        let context = try bench.context()
        let error = await expectFleetError { try await poll(bench, job, in: context) }
        #expect(error?.code.rawValue == code && error?.disposition == .permanent)
    }

    @Test func aProviderThatDoesNotAnswerDoesNotEndAJobThatCosts() async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        let context = try bench.context()
        var checkpoint: JSONValue?
        let faults: [FakeOpenAI.Fault] = [
            .notSent, .lostOnTheWay, .answer(FakeOpenAI.failure(500, "oops")), .answer(FakeOpenAI.failure(401, "invalid_api_key")),
        ]
        for fault in faults + faults {
            bench.provider.onRequest { _ in fault }
            guard case .snoozed(_, let next) = try await poll(bench, job, checkpoint, in: context) else { Issue.record("no snooze"); return }
            checkpoint = next
        }
        bench.provider.onRequest { _ in .answer(FakeOpenAI.failure(429, "slow_down", headers: ["retry-after": "120"])) }
        guard case .snoozed(let delay, _) = try await poll(bench, job, checkpoint, in: context) else { Issue.record("no snooze"); return }
        #expect(delay == .seconds(120))
        bench.provider.onRequest(nil)
        guard case .snoozed(_, let next) = try await poll(bench, job, checkpoint, in: context) else { Issue.record("no snooze"); return }
        #expect(try #require(next).decode(PollCheckpoint.self).troubles == 0)
    }

    @Test(arguments: [404, 200]) func aVanishedOrUnknownStateIsBoundedAndHandedToAPerson(_ status: Int) async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        let context = try bench.context()
        guard case .snoozed(_, var checkpoint) = try await poll(bench, job, in: context) else { Issue.record("no snooze"); return }
        if status == 404 { bench.provider.onRequest { _ in .answer(FakeOpenAI.failure(404, "not_found")) } }
        if status == 200 { bench.provider.set(job, status: "dreaming") }
        for _ in 0..<PollCheckpoint.unclearLimit {
            guard case .snoozed(_, let next) = try await poll(bench, job, checkpoint, in: context) else { Issue.record("no snooze"); return }
            checkpoint = next
        }
        let last = checkpoint
        let error = await expectFleetError { try await poll(bench, job, last, in: context) }
        #expect(error?.code == "remote_job_unclear" && error?.disposition == .transient && error?.hint?.contains("needs review") == true)
    }

    @Test func theModelIsCollectedWithItsFiguresAndTheCostThatIsKnown() async throws {
        let bench = RemoteBench()
        let job = try await bench.running()
        bench.provider.set(job, status: "succeeded", model: "ft:gpt-base:m:1")
        let context = try bench.context()
        let task = try await bench.task("collect", handles: ["job": job, "model": "ft:gpt-base:m:1"])
        guard case .completed(let value, _) = try await bench.worker().run(task, in: context) else { Issue.record("not completed"); return }
        let output = try value.decode(TrainOutput.self)
        #expect(output.model.format == .remote && output.model.remoteName == "ft:gpt-base:m:1" && output.model.files.isEmpty)
        #expect(output.model.provider == "openai" && output.model.baseModel == "gpt-base")
        #expect(output.figures == ["rows": 3, "steps": 2, "train_loss": 0.5, "trained_tokens": 1200])
        #expect(output.cost == .zero())
        #expect(context.recorded.lines.contains { $0.contains("does not say what ftjob-1 cost") })
    }

    @Test func aModelWhoseJobWasTidiedAwayIsStillCollected() async throws {
        let bench = RemoteBench()
        let task = try await bench.task("collect", handles: ["job": "ftjob-9", "model": "ft:x"])
        guard case .completed(let value, _) = try await bench.worker().run(task, in: try bench.context()) else { Issue.record("not completed"); return }
        #expect(try value.decode(TrainOutput.self).model.remoteName == "ft:x")
    }

    @Test(arguments: ["poll", "collect", "create"]) func aStepWithoutWhatTheOneBeforeGaveIsOurMistake(_ step: String) async throws {
        let bench = RemoteBench()
        let task = try await bench.task(step, mode: .create)
        let error = await expectFleetError { try await bench.worker().run(task, in: try bench.context()) }
        #expect(error?.code == "handle_missing" && error?.disposition == .bug)
        #expect(bench.provider.creations.isEmpty)
    }

    @Test func theWorkerKnowsItsLocalAndRemoteProviders() throws {
        let tuning = OpenAIFineTuning(
            settings: OpenAISettings(name: "cloud", baseURL: "https://provider.test/v1", key: ""), transport: FakeOpenAI(), clock: ManualClock())
        let runtime = LocalModelRuntime(
            settings: LocalModelSettings(environmentDirectory: "/nowhere", packageDirectory: "/nowhere"), spawner: TrainingBench.nothing(),
            clock: ManualClock())
        let worker = TrainingWorker(local: ["local"], runtime: runtime, remote: ["cloud": tuning], slots: 3)
        #expect(worker.capabilities == ["provider:cloud", "provider:local"] && worker.slots == 3)
    }
}
