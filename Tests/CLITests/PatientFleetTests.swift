import FleetCore
import FleetHost
import FleetTesting
import JSON
import Synchronization
import Testing

@testable import CLI

@Suite("A fleet that goes away is waited for, and its going is no answer about a job")
struct PatientFleetTests {
    private let clock = ManualClock()
    private let console = Notes()
    private let running: JSONValue = ["job_id": "job_1", "state": "running"]
    private let succeeded: JSONValue = ["job_id": "job_1", "state": "succeeded", "result": ["verdict": "passed"]]
    private let ending: TurnedHTTP.Turn = .answer(503, ["code": "shutting_down", "message": "the server is shutting down"])

    private func endpoint(_ port: Int) -> FleetEndpoint {
        FleetEndpoint(url: "http://127.0.0.1:\(port)", brokers: "", token: "t", fleet: "default", pid: nil)
    }

    private func fleet(_ http: TurnedHTTP, wasReached: Bool = true, locate: @escaping @Sendable () throws -> FleetEndpoint) -> PatientFleet {
        PatientFleet(
            client: FleetClient(endpoint: endpoint(1), http: http), wasReached: wasReached, goOn: "modelops watch job_1", console: console,
            clock: clock, locate: locate, open: { FleetClient(endpoint: $0, http: http) })
    }

    /// Lets the clock go on whenever somebody sleeps.
    private func driven<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask { [clock] in
                while true {
                    try await clock.untilSleeping(1)
                    clock.advanceToNextDeadline()
                }
            }
            defer { group.cancelAll() }
            while let next = try await group.next() { if let value = next { return value } }
            throw CancellationError()
        }
    }

    private func context() throws -> CommandContext {
        CommandContext(
            console: console, clock: clock, identifiers: IdentifierSource(clock: clock, random: SystemRandom()),
            settings: try SettingsReader(.modelops).read(arguments: [], environment: [:]), environment: [:])
    }

    @Test func aWatchGoesOnWithTheFleetThatCameBackAtAnotherPort() async throws {
        let http = TurnedHTTP([.answer(200, running), ending, .unreachable, .answer(200, succeeded)])
        let (fleet, context, later) = (fleet(http) { [later = endpoint(2)] in later }, try context(), endpoint(2))
        let end = try await driven { try await JobWatch(fleet: fleet, context: context).follow(job: "job_1", quiet: false) }
        #expect(JobView(end).exitCode == ExitCode.success)
        #expect(http.asked.first?.hasPrefix(endpoint(1).url) == true && http.asked.last?.hasPrefix(later.url) == true)
        #expect(console.notes.contains("the fleet is away (the server is shutting down)") && console.notes.contains("answers again"))
    }

    @Test func aFleetThatStaysAwayIsNotReachedWhichIsNoFailureOfTheJob() async throws {
        let fleet = fleet(TurnedHTTP([.answer(200, running), ending])) { throw FleetError("fleet_unreachable", .transient, "no endpoint.json") }
        let context = try context()
        let error = await expectFleetError {
            try await driven { try await JobWatch(fleet: fleet, context: context).follow(job: "job_1", quiet: true) }
        }
        #expect(error.map(ExitCode.of) == ExitCode.unreachable)
        #expect(error?.hint?.contains("modelops up") == true && error?.hint?.contains("modelops watch job_1") == true)
    }

    @Test func aFleetThatNeverAnsweredIsNotWaitedFor() async throws {
        let fleet = fleet(TurnedHTTP([.unreachable]), wasReached: false) { [endpoint = endpoint(1)] in endpoint }
        let error = await expectFleetError { try await fleet.get("/v1/jobs/job_1") }
        #expect(error.map(ExitCode.of) == ExitCode.unreachable)
        #expect(clock.sleeperCount == 0 && console.notes.isEmpty)
    }

    @Test func aFleetThatIsNotReadySaysWhy() async throws {
        let trouble: JSONValue = ["check": "store", "code": "store_unavailable", "message": "the disk is full", "hint": "free some space"]
        let fleet = fleet(TurnedHTTP([.answer(503, ["ready": false, "troubles": [trouble]])]), wasReached: false) { [endpoint = endpoint(1)] in
            endpoint
        }
        let error = await expectFleetError { try await fleet.get("/readyz") }
        #expect(error?.code == "store_unavailable" && error?.message == "the disk is full" && error?.hint == "free some space")
    }

    @Test func aWrongAnswerIsNoAbsence() async throws {
        let fleet = fleet(TurnedHTTP([.answer(500, ["code": "internal", "message": "an internal error"])])) { [endpoint = endpoint(1)] in endpoint }
        let error = await expectFleetError { try await fleet.get("/v1/jobs/job_1") }
        #expect(error.map(ExitCode.of) == ExitCode.failed)
    }

    @Test func aKeyThatNobodyUsedYetIsWaitedForAndThatIsSaid() async throws {
        let http = TurnedHTTP([.answer(200, ["jobs": []])])
        let fleet = fleet(http) { [endpoint = endpoint(1)] in endpoint }
        let context = try context()
        let arguments = try ArgumentList(["--idempotency-key", "nope"], options: [SharedOptions.key])
        let error = await expectFleetError {
            try await driven { try await JobReference.resolve(arguments, waitingIn: context) { try await fleet.get($0, query: $1) } }
        }
        #expect(error?.code == "not_found")
        #expect(console.notes.contains("no job with the key 'nope' is there yet; waiting for one"))
    }
}
