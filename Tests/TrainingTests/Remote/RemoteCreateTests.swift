import FleetCore
import FleetTesting
import JSON
import Messaging
import Providers
import Testing
@testable import Training
import WorkerKit

/// The promise of the chargeable step: no intent is ever created twice.
@Suite struct RemoteCreateTests {
    @Test func oneCreateUnderThePermitWithTheIntentAndTheSettings() async throws {
        let bench = RemoteBench()
        let task = try await bench.task(
            "create", handles: ["training_file": "file-1", "validation_file": "file-2"],
            hyperparameters: ["n_epochs": .integer(2), "batch_size": .text("auto")], options: ["seed": .integer(7)], mode: .create)
        let outcome = try await bench.worker().run(task, in: try bench.context())
        #expect(try bench.handles(outcome) == ["job": "ftjob-1"])
        #expect(bench.provider.creations == [.init(job: "ftjob-1", intent: "intent_1", model: "gpt-base")])
        guard case .json(let bytes) = bench.provider.requests.last?.body else { Issue.record("no body"); return }
        let body = try JSONReader.parse(bytes)
        #expect(body["training_file"]?.string == "file-1" && body["validation_file"]?.string == "file-2" && body["seed"]?.integer == 7)
        #expect(body["method"]?["supervised"]?["hyperparameters"] == ["n_epochs": 2])
    }

    @Test func whatAnEarlierAttemptMadeIsAdoptedWithoutAPermit() async throws {
        let bench = RemoteBench()
        _ = try await bench.create(in: try bench.context())
        let denied = try bench.context(permit: .failure(FleetError("permit_denied", .interrupted, "no")))
        for mode in [PermitDemand.Mode.create, .search] {
            #expect(try bench.handles(try await bench.create(mode, in: denied)) == ["job": "ftjob-1"])
        }
        #expect(bench.provider.creations.count == 1)
    }

    @Test func anAnswerThatIsLostIsSaidToBeUnknownAndTheSearchAdoptsTheJob() async throws {
        let bench = RemoteBench()
        bench.provider.onRequest { RemoteBench.isCreate($0) ? .answerLost : .none }
        let error = await expectFleetError { try await bench.create(in: try bench.context()) }
        #expect(error?.code == "create_outcome_unknown" && error?.disposition == .transient && error?.message.contains("unknown") == true)
        #expect(try bench.handles(try await bench.create(.search, in: try bench.context())) == ["job": "ftjob-1"])
        #expect(bench.provider.creations.count == 1)
    }

    @Test(arguments: [500, 502, 503, 408, 409]) func anAnswerThatSaysNothingCertainIsUnknown(_ status: Int) async throws {
        let bench = RemoteBench()
        bench.provider.onRequest { RemoteBench.isCreate($0) ? .answer(FakeOpenAI.failure(status, "oops")) : .none }
        let error = await expectFleetError { try await bench.create(in: try bench.context()) }
        #expect(error?.code == "create_outcome_unknown" && error?.disposition == .transient)
    }

    @Test func aSearchThatFindsNothingNeverCreates() async throws {
        let bench = RemoteBench()
        // Even where a permit would be granted.
        let outcome = try await bench.create(.search, in: try bench.context(permit: .success(.create)))
        guard case .searchedInVain = outcome else { Issue.record("\(outcome)"); return }
        #expect(bench.provider.creations.isEmpty)
    }

    @Test func aPermitThatAnswersSearchMeansSearchOnly() async throws {
        let bench = RemoteBench()
        let outcome = try await bench.create(in: try bench.context(permit: .success(.search)))
        guard case .searchedInVain = outcome else { Issue.record("\(outcome)"); return }
        #expect(bench.provider.creations.isEmpty)
    }

    @Test(arguments: [
        FleetError("permit_denied", .interrupted, "denied"), FleetError("no_permit", .interrupted, "late"), FleetError("fenced", .fenced, "in doubt"),
    ])
    func withoutAPermitNothingIsSent(_ refusal: FleetError) async throws {
        let bench = RemoteBench()
        let error = await expectFleetError { try await bench.create(in: try bench.context(permit: .failure(refusal))) }
        #expect(error == refusal)
        #expect(bench.provider.creations.isEmpty)
    }

    @Test func aSearchThatFailsIsNoEmptySearch() async throws {
        let bench = RemoteBench()
        bench.provider.onRequest { $0.method == "GET" ? .lostOnTheWay : .none }
        for mode in [PermitDemand.Mode.create, .search] {
            let error = await expectFleetError { try await bench.create(mode, in: try bench.context()) }
            #expect(error?.disposition == .transient)
        }
        #expect(bench.provider.creations.isEmpty)
    }

    @Test(arguments: [(400, Disposition.permanent), (401, .permanent), (404, .permanent), (429, .throttled)])
    func aDefiniteNoGivesThePermitBack(_ status: Int, _ disposition: Disposition) async throws {
        let bench = RemoteBench()
        bench.provider.onRequest {
            RemoteBench.isCreate($0) ? .answer(FakeOpenAI.failure(status, "no", headers: status == 429 ? ["retry-after": "7"] : [:])) : .none
        }
        let outcome = try await bench.create(in: try bench.context())
        guard case .notSent(let error) = outcome else { Issue.record("\(outcome)"); return }
        #expect(error.disposition == disposition && error.retryAfter == (status == 429 ? .seconds(7) : nil))
    }

    @Test func aCallThatNeverLeftGivesThePermitBackAndMayBeTriedAgain() async throws {
        let bench = RemoteBench()
        bench.provider.onRequest { RemoteBench.isCreate($0) ? .notSent : .none }
        let outcome = try await bench.create(in: try bench.context())
        guard case .notSent(let error) = outcome else { Issue.record("\(outcome)"); return }
        #expect(error.disposition == .transient)
    }

    /// Every fault at every request of an attempt, then a second attempt as the coordinator would send it: never two creates.
    @Test(arguments: 0..<3, 0..<4) func noFaultLeadsToASecondCreate(_ request: Int, _ fault: Int) async throws {
        let bench = RemoteBench()
        let faults: [FakeOpenAI.Fault] = [.notSent, .answerLost, .lostOnTheWay, .answer(FakeOpenAI.failure(500, "oops"))]
        let count = Counter()
        bench.provider.onRequest { _ in count.next() == request ? faults[fault] : .none }
        var mode = PermitDemand.Mode.create
        for _ in 0..<4 {
            do {
                let outcome = try await bench.create(mode, in: try bench.context())
                if case .completed = outcome { break }
                if case .searchedInVain = outcome { break }
            } catch let error as FleetError where error.code == "create_outcome_unknown" { mode = .search } catch is FleetError {}
        }
        #expect(bench.provider.creations.count <= 1)
    }

    @Test func aDrainBeforeThePermitSendsNothing() async throws {
        let bench = RemoteBench()
        let context = try bench.context()
        context.drain.set()
        guard case .interrupted = try await bench.create(in: context) else { Issue.record("not interrupted"); return }
        #expect(bench.provider.creations.isEmpty)
    }

    @Test func aTaskWithoutADemandIsOurMistake() async throws {
        let bench = RemoteBench()
        let task = try await bench.task("create", handles: ["training_file": "file-1"])
        let error = await expectFleetError { try await bench.worker().run(task, in: try bench.context()) }
        #expect(error?.code == "no_permit_demand" && error?.disposition == .bug)
        #expect(bench.provider.requests.isEmpty)
    }
}
