import FleetCore
import FleetTesting
import JSON
import JobDocument
import Persistence
import Testing

@testable import Coordination

@Suite struct StagePlannerTests {
    private func document(_ members: String = #""labels": {}"#) throws -> JSONValue {
        try JobDocument(try JSONReader.parse(Samples.job(members))).canonical
    }

    private func remote() throws -> JSONValue {
        let text = Samples.job(#""budget": {"amount": "25.00", "currency": "USD"}"#).replacing("\"local\"", with: "\"openai-eu\"")
        return try JobDocument(try JSONReader.parse(text)).canonical
    }

    private func tasks(_ step: StageStep) -> [PlannedTask] {
        if case .tasks(let tasks) = step { return tasks }
        return []
    }

    private func reason(_ step: StageStep) -> String? {
        if case .skipped(let reason) = step { return reason }
        return nil
    }

    private func shard(_ index: Int, kept: Int) throws -> StepOutput {
        var counts = SanitizationCounts()
        counts.read = 10
        counts.kept = kept
        if kept == 0 { counts.dropped = ["missing_field": 10] }
        return StepOutput(
            step: "shard", output: try JSONValue.encoding(SanitizeShardOutput(index: index, rows: nil, quarantine: nil, counts: counts)))
    }

    @Test func theGraphHasNoCircleAndNamesEveryStage() {
        #expect(StageGraph.stages.map(\.stage) == StageKind.allCases)
        for (position, entry) in StageGraph.stages.enumerated() {
            #expect(entry.after.allSatisfy { before in StageGraph.stages[..<position].contains { $0.stage == before } })
        }
    }

    @Test func sanitizePlansThenMergesItsShardsInOrder() async throws {
        let planner = try await FrontHarness().planner
        let document = try document()
        let first = tasks(try planner.begin(.sanitize, document: document, outputs: [:]))
        #expect(first.map(\.step) == ["plan"])
        #expect(try first[0].input.decode(SanitizePlanInput.self).plan.pii == .redact)
        let finished = [StepOutput(step: "plan", output: .null), try shard(1, kept: 5), try shard(0, kept: 0)]
        let merge = tasks(try planner.proceed(.sanitize, document: document, outputs: [:], finished: finished))
        #expect(merge.map(\.step) == ["merge"])
        #expect(try merge[0].input.decode(SanitizeMergeInput.self).shards.map(\.index) == [0, 1])
        let output = try JSONValue.encoding(Samples.sanitized())
        let end = try planner.proceed(.sanitize, document: document, outputs: [:], finished: finished + [StepOutput(step: "merge", output: output)])
        guard case .done(let done) = end else { return #expect(Bool(false), "not done") }
        #expect(done == output)
    }

    @Test func noRowsAfterCleaningFailsWithTheReasons() async throws {
        let planner = try await FrontHarness().planner
        let document = try document()
        let finished = [StepOutput(step: "plan", output: .null), try shard(0, kept: 0)]
        let error = expectFleetError {
            try planner.proceed(.sanitize, document: document, outputs: [:], finished: finished)
        }
        #expect(error?.code == "dataset_empty" && error?.message.contains("missing_field 10") == true)
        let empty = expectFleetError {
            try planner.proceed(.sanitize, document: document, outputs: [:], finished: [StepOutput(step: "plan", output: .null)])
        }
        #expect(empty?.code == "dataset_empty" && empty?.path == "dataset.sources")
    }

    @Test func sanitizeSwitchedOffStillPinsTheDataAndRemovesNothing() async throws {
        let planner = try await FrontHarness().planner
        let first = tasks(try planner.begin(.sanitize, document: try document(#""sanitize": false"#), outputs: [:]))
        let plan = try first[0].input.decode(SanitizePlanInput.self).plan
        #expect(plan.pii == .keep && !plan.removeDuplicates)
    }

    @Test func aLocalProviderTrainsInOneStepOfAWorkerThatHasIt() async throws {
        let planner = try await FrontHarness().planner
        let step = tasks(try planner.begin(.train, document: try document(), outputs: try Samples.outputs(nil)))
        #expect(step.map(\.step) == ["run"] && step[0].needs == ["provider:local"] && step[0].charge == nil)
        #expect(try step[0].input.decode(TrainInput.self).dataset == Samples.dataset)
    }

    @Test func aRemoteProviderUploadsCreatesUnderAPermitPollsAndCollects() async throws {
        let planner = try await FrontHarness().planner
        let document = try remote()
        let outputs = try Samples.outputs(nil)
        var finished: [StepOutput] = []
        var steps: [String] = []
        var step = try planner.begin(.train, document: document, outputs: outputs)
        while let task = tasks(step).first {
            steps.append(task.step)
            #expect((task.charge != nil) == (task.step == "create"))
            if task.step == "create" { #expect(task.charge == Money(decimal: "25.00", currency: "USD")) }
            if task.step == "collect" { #expect(try task.input.decode(TrainInput.self).handles == ["upload": "1", "create": "1", "poll": "1"]) }
            let output =
                task.step == "collect"
                ? try JSONValue.encoding(Samples.trained) : try JSONValue.encoding(TrainStepOutput(handles: [task.step: "1"]))
            finished.append(StepOutput(step: task.step, output: output))
            step = try planner.proceed(.train, document: document, outputs: outputs, finished: finished)
        }
        #expect(steps == ["upload", "create", "poll", "collect"])
        guard case .done = step else { return #expect(Bool(false), "not done") }
    }

    @Test func aProviderThatWasRemovedFromTheSettingsFailsTheStage() async throws {
        let planner = try await FrontHarness(providers: ProviderCatalog(kinds: [:])).planner
        let document = try document()
        let outputs = try Samples.outputs(nil)
        let error = expectFleetError { try planner.begin(.train, document: document, outputs: outputs) }
        #expect(error?.code == "provider_unknown")
    }

    @Test func whatIsNotAskedForOrSwitchedOffIsSkippedWithTheReason() async throws {
        let planner = try await FrontHarness().planner
        let outputs = try Samples.outputs(nil)
        #expect(reason(try planner.begin(.materialize, document: try document(), outputs: outputs)) == "not asked for")
        #expect(reason(try planner.begin(.optimize, document: try document(#""optimize": false"#), outputs: outputs)) == "switched off")
        #expect(reason(try planner.begin(.evaluate, document: try document(#""evaluate": false"#), outputs: outputs)) == "switched off")
        let data = try document().setting("train", to: false)
        for stage in [StageKind.optimize, .evaluate] {
            #expect(reason(try planner.begin(stage, document: data, outputs: [:])) == "nothing was trained")
        }
    }

    @Test func theEvaluationReportsOverAllPredictions() async throws {
        let planner = try await FrontHarness().planner
        let document = try document(#""optimize": {}, "evaluate": {"compare_with": ["base", "naive_bayes"]}"#)
        let outputs = try Samples.outputs(nil, isOptimized: true)
        let plan = tasks(try planner.begin(.evaluate, document: document, outputs: outputs))
        let input = try plan[0].input.decode(EvaluateInput.self)
        #expect(input.optimized == Samples.quantised && input.compareWith == ["base", "naive_bayes"])
        let predictions = [EvaluatedSystem.tuned, .base].map {
            PredictOutput(system: $0, predictions: Samples.reference("p"), items: 10, errors: 0, perplexity: [:], seconds: 1)
        }
        let finished =
            [StepOutput(step: "plan", output: .null)]
            + (try predictions.map { StepOutput(step: "predict", output: try JSONValue.encoding($0)) })
        let report = tasks(try planner.proceed(.evaluate, document: document, outputs: outputs, finished: finished))
        #expect(report.map(\.step) == ["report"])
        #expect(try report[0].input.decode(EvaluateReportInput.self).predictions == predictions)
    }
}

extension JSONValue {
    fileprivate func setting(_ key: String, to value: JSONValue) -> JSONValue {
        var object = object ?? [:]
        object[key] = value
        return .object(object)
    }
}
