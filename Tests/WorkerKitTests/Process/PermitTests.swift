import FleetCore
import JSON
import Messaging
import Testing

@testable import WorkerKit

@Suite("Without the permit's answer nothing is sent", .timeLimit(.minutes(5)))
struct PermitTests {
    private static let demand = PermitDemand(intent: IntentKey("intent_1"), createNumber: 1, mode: .create)

    private static let charge: ScriptedWorker.Script = { _, context in
        let mode = try await context.permit()
        return .completed(output: .string(mode.rawValue), spawned: [])
    }

    private func answer(
        _ bench: Bench, _ token: ExecutionToken, _ type: MessageType = .permitGranted, intent: String = "intent_1", createNumber: Int = 1
    ) async throws {
        let body = PermitAnswer(
            fleet: Bench.fleet, term: Term(1), token: token, intent: IntentKey(intent), createNumber: createNumber,
            reason: type == .permitDenied ? "the job was cancelled" : nil)
        try await bench.control(body, type)
    }

    private func start(_ bench: Bench, _ tap: ResultsTap, _ demand: PermitDemand = Self.demand) async throws -> ExecutionToken {
        try await bench.dispatch("task_1", step: "charge", permit: demand)
        return try #require(try await tap.answered().accepted.first)
    }

    @Test func aGrantedPermitLetsTheCallBeMade() async throws {
        let bench = Bench(["charge": Self.charge])
        try await bench.run { tap in
            let token = try await start(bench, tap)
            try await answer(bench, token)
            #expect(try await tap.completed().output == .string("create"))
        }
    }

    @Test func aDeniedPermitGivesTheTaskBackUnsent() async throws {
        let bench = Bench(["charge": Self.charge])
        try await bench.run { tap in
            let token = try await start(bench, tap)
            try await answer(bench, token, .permitDenied)
            let told = try await tap.interrupted()
            #expect(told.reason == "permit_denied")
            #expect(told.notSent)
        }
    }

    @Test func aResultTooLargeOfATaskThatNeverCalledSaysThatNothingWasSent() async throws {
        let bench = Bench(["charge": { _, _ in .completed(output: .string(String(repeating: "x", count: 600 * 1024)), spawned: []) }])
        try await bench.run { tap in
            _ = try await start(bench, tap)
            let told = try await tap.failed()
            #expect(told.failure.code == "result_too_large")
            #expect(told.notSent)
        }
    }

    @Test func withoutAnAnswerForALeaseTheTaskIsGivenBackUnsent() async throws {
        let bench = Bench(["charge": Self.charge])
        try await bench.run { tap in
            _ = try await start(bench, tap)
            try await bench.clock.untilSleeping(2)
            bench.clock.advance(by: .seconds(30))
            let told = try await tap.interrupted()
            #expect(told.reason == "no_permit")
            #expect(told.notSent)
        }
    }

    /// It stood still behind its permit, was given up, and made the call after all: who else could tell of it?
    private func fenced(_ outcome: TaskOutcome, _ check: @Sendable (ResultsTap, ExecutionToken) async throws -> Void) async throws {
        let sending = Signal()
        let bench = Bench([
            "charge": { _, context in
                _ = try await context.permit()
                sending.set()
                // Ends when the execution is stopped: the call was on its way then.
                try? await Signal().wait()
                return outcome
            }
        ])
        try await bench.run { tap in
            let token = try await start(bench, tap)
            try await answer(bench, token)
            try await sending.wait()
            try await bench.stop(token, .fenced)
            try await check(tap, token)
        }
    }

    @Test func aFencedExecutionStillTellsOfTheCallThatItMade() async throws {
        try await fenced(.completed(output: "ft-1", spawned: [])) { tap, token in
            let told = try await tap.completed()
            #expect(told.token == token)
        }
    }

    @Test func aFencedExecutionStillTellsThatItsCallWasRefused() async throws {
        try await fenced(.notSent(FleetError("provider_busy", .throttled, "not now"))) { tap, _ in
            let told = try await tap.failed()
            #expect(told.notSent)
        }
    }

    @Test func aPermitForAnotherIntentIsNone() async throws {
        let bench = Bench(["charge": Self.charge])
        try await bench.run { tap in
            let token = try await start(bench, tap)
            try await answer(bench, token, createNumber: 2)
            #expect(try await tap.interrupted().notSent)
        }
    }

    @Test func aSearchNeedsNoPermitAndNeverClaimsThatNothingWasSent() async throws {
        let bench = Bench([
            "charge": { _, context in
                #expect(try await context.permit() == .search)
                throw FleetError("provider_away", .transient, "no answer")
            }
        ])
        try await bench.run { tap in
            _ = try await start(bench, tap, PermitDemand(intent: IntentKey("intent_1"), createNumber: 1, mode: .search))
            #expect(try await tap.failed().notSent == false)
        }
    }

    @Test func afterThePermitAFailureLeavesOpenWhatWasSent() async throws {
        let bench = Bench([
            "charge": { _, context in
                _ = try await context.permit()
                throw FleetError("provider_away", .transient, "the answer was lost")
            }
        ])
        try await bench.run { tap in
            let token = try await start(bench, tap)
            try await answer(bench, token)
            #expect(try await tap.failed().notSent == false)
        }
    }

    @Test func aFailureBeforeThePermitSaysThatNothingWasSent() async throws {
        let bench = Bench(["charge": { _, _ in throw FleetError("upload_failed", .transient, "no answer") }])
        try await bench.run { tap in
            _ = try await start(bench, tap)
            #expect(try await tap.failed().notSent)
        }
    }
}
