import FleetCore
import FleetTesting
import Testing

extension Faults {
    @Suite("Never pay twice", .serialized, .kafka)
    struct MoneyFaultTests {
        @Test("A create whose answer is lost, or whose trainer dies or stands still around it, is made once")
        func oneCreateWhateverHappens() async throws {
            try await FaultFleet.run(FaultPlan("money")) { fleet in
                try await fleet.startAll()
                try await FailpointRun(fleet, "trainer", .createdBeforeRecord, .atOnce).once(turn: 1, .tuned)
                #expect(fleet.creates == 1)

                let create = "POST /v1/fine_tuning/jobs HTTP"
                fleet.providerProxy.set(.loseAnswer(to: create))
                try await fleet.submit("answer lost", .tuned)
                try await fleet.succeed("answer lost")
                #expect(fleet.providerProxy.triggered == 1)
                #expect(fleet.creates == 2)

                // It never arrives, and nobody can know: a person decides.
                fleet.providerProxy.set(.loseRequest(create))
                try await fleet.submit("request lost", .tuned)
                #expect(try await fleet.ends(of: ["request lost"]).first?["error"]?["code"]?.string == "needs_review")
                #expect(fleet.creates == 2)

                for old in fleet.running("trainer") { try await old.kill() }
                let dying = try fleet.start("trainer", failpoint: "trainer.granted_before_create@1")
                try await fleet.submit("killed before", .tuned)
                #expect(try await fleet.wasKilled(dying, orEnded: "killed before"))
                try fleet.start("trainer")
                #expect(try await fleet.ends(of: ["killed before"]).first?["error"]?["code"]?.string == "needs_review")
                #expect(fleet.creates == 2)

                for old in fleet.running("trainer") { try await old.kill() }
                let paused = try fleet.start("trainer", failpoint: "trainer.granted_before_create@1:stop")
                try await fleet.submit("paused before", .tuned)
                try await paused.stands()
                try fleet.start("trainer")
                #expect(try await fleet.ends(of: ["paused before"]).first?["error"]?["code"]?.string == "needs_review")
                #expect(fleet.creates == 2)
                paused.goOn()
                try await fleet.until("the late create") { fleet.creates == 3 }
                try await fleet.submit("after", .tuned)
                try await fleet.succeed("after")
                #expect(fleet.creates == 4)
            }
        }
    }
}

extension FaultFleet {
    /// Creates that reached the provider.
    var creates: Int { fake.creations.count }
}
