import FleetCore
import FleetTesting
import JSON
import Testing

/// Scenarios with a fault at a chosen moment: what each of them must come to.
@Suite("Scenarios")
struct ScenarioTests {
    /// One job with a training at a provider, and nothing that goes wrong by itself.
    private func remote(_ seed: UInt64, _ forced: [ForcedFault]) throws -> RunReport {
        var scenario = Scenario.quiet(seed)
        scenario.jobs = [JobScript(key: "wish")]
        // What is left to a person must be seen as that, whichever intents people look at.
        scenario.personDecides = false
        scenario.forced = forced
        return try FleetWorld(scenario).run()
    }

    private func creates(_ report: RunReport) -> Int { report.ledgers.calls.count { $0.operation == .create && $0.isAccepted } }
    private func state(_ report: RunReport, _ table: String) -> [String] { report.rows(table).compactMap { $0.values["state"]?.string } }

    @Test(arguments: [SimulatedFault.failAfter, .crashAfter])
    func aCreateWhoseAnswerIsLostIsFoundAndAdopted(_ fault: SimulatedFault) throws {
        let report = try remote(1, [ForcedFault("provider.create", fault)])
        #expect(report.unfired.isEmpty)
        #expect(report.isClean, "\(report.text)")
        #expect(creates(report) == 1)
        #expect(state(report, "permits") == ["adopted"])
        #expect(state(report, "jobs") == ["succeeded"])
    }

    @Test func aTrainerThatDiesBeforeItsCreateLeavesTheIntentToAPerson() throws {
        let report = try remote(1, [ForcedFault("provider.create", .crashBefore)])
        #expect(report.unfired.isEmpty)
        #expect(report.isClean, "\(report.text)")
        #expect(creates(report) == 0)
        #expect(state(report, "permits") == ["needs_review"])
        #expect(state(report, "jobs") == ["failed"])
    }

    /// It stands still between its look at the lease and the call, and makes the call when everybody else has given it up.
    @Test(arguments: [15, 40, 90])
    func aTrainerThatStoodStillBeforeItsCreateIsTheOnlyOneThatCreates(_ seconds: Int64) throws {
        let report = try remote(2, [ForcedFault("provider.create", .pauseBefore(.seconds(seconds)))])
        #expect(report.unfired.isEmpty)
        #expect(report.isClean, "\(report.text)")
        #expect(creates(report) == 1)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func aBrokerThatForgotWhileTheCoordinatorStoodStillHidesNoMessage(_ seed: UInt64) throws {
        var scenario = Scenario.quiet(seed)
        scenario.jobs = (0..<3).map { JobScript(key: "before-\($0)", provider: "local") }
        scenario.jobs += (0..<8).map { JobScript(key: "after-\($0)", provider: "local", at: .seconds(22)) }
        scenario.strikes = [(.seconds(20), .coordinatorStands), (.seconds(21), .brokerForgets)]
        let report = try FleetWorld(scenario).run()
        #expect(report.isClean, "\(report.text)")
        #expect(state(report, "jobs").count == 11)
    }

    @Test func aDeposedCoordinatorChangesNothing() throws {
        var scenario = Scenario.quiet(4)
        scenario.coordinators = 2
        scenario.jobs = (0..<3).map { JobScript(key: "wish-\($0)") }
        scenario.forced = [
            ForcedFault("store.write apply records", role: "coordinator", occurrence: 12, .pauseBefore(.seconds(20))),
            ForcedFault("produce.modelops.jobs.status", role: "coordinator", occurrence: 30, .pauseBefore(.seconds(20))),
        ]
        let report = try FleetWorld(scenario).run()
        #expect(report.unfired.isEmpty)
        #expect(report.isClean, "\(report.text)")
        #expect(report.rows("terms").count >= 2)
        #expect(state(report, "jobs") == ["succeeded", "succeeded", "succeeded"])
    }
}
