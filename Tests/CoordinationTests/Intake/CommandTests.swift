import FleetCore
import JSON
import Messaging
import Persistence
import Testing

@testable import Coordination

@Suite struct CommandTests {
    private func command(_ verb: String, key: String) -> String {
        #"{"schema": "modelops.command/v1", "command": "\#(verb)", "idempotency_key": "\#(key)"}"#
    }

    @Test func aCommandIsCarriedOutAndAnswered() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.job(#""idempotency_key": "a""#), offset: 0))
        _ = try await front.outbox()
        try await front.take(front.record(command("cancel", key: "a"), offset: 1))
        #expect(try await front.jobs().first?.state == .cancelled)
        let answers = try await front.outbox().filter { $0.topic == "modelops.events" && $0.headers.contains("modelops.command.accepted") }
        #expect(answers.count == 1)
    }

    @Test func aCancelThatOvertakesItsSubmitIsKeptForAnHour() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(command("cancel", key: "a"), offset: 0))
        try await front.take(front.record(Samples.job(#""idempotency_key": "a""#), offset: 1))
        #expect(try await front.jobs().first?.state == .cancelled)
    }

    @Test func aKeptCancelIsRefusedWhenItsJobDidNotCome() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(command("cancel", key: "a"), offset: 0))
        _ = try await front.outbox()
        front.clock.advance(by: .seconds(3601))
        let intake = front.intake
        try await front.change { try intake.sweep(in: $0.transaction) }
        let answers = try await front.outbox()
        #expect(answers.count == 1 && answers[0].headers.contains("modelops.command.refused"))
        try await front.take(front.record(Samples.job(#""idempotency_key": "a""#), offset: 1))
        #expect(try await front.jobs().first?.state == .running)
    }

    @Test func aTenantKeepsABoundedNumberOfCommandsAndAllOfThemAreAnswered() async throws {
        let front = try await FrontHarness()
        let text = command("cancel", key: "a")
        let now = front.clock.wallTime()
        try await front.change { control in
            for number in 0..<1000 {
                try control.transaction.insert(
                    PendingCommandRow(
                        tenant: TenantName("default"), idempotencyKey: "k\(number)", command: text, createdAt: now,
                        expiresAt: now.advanced(by: .seconds(3600))))
            }
        }
        try await front.take(front.record(command("cancel", key: "b"), offset: 0))
        #expect(try await front.bodies(on: "modelops.events").first?["error"]?["code"] == "too_many_commands")
        front.clock.advance(by: .seconds(3601))
        let intake = front.intake
        try await front.change { try intake.sweep(in: $0.transaction) }
        #expect(try await front.outbox().count == 1000)
    }

    @Test func aMessageDoesNotOverruleGates() async throws {
        let front = try await FrontHarness()
        try await front.take(
            front.record(
                #"{"schema": "modelops.command/v1", "command": "promote", "model": "m@1", "alias": "production", "force": true, "reason": "now"}"#))
        #expect(try await front.bodies(on: "modelops.events").first?["error"]?["code"] == "force_not_allowed")
    }

    @Test func anotherTenantsJobDoesNotExist() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.shortest))
        let id = try #require(try await front.jobs().first?.id)
        _ = try await front.outbox()
        try await front.take(
            front.record(#"{"schema": "modelops.command/v1", "command": "cancel", "job_id": "\#(id)"}"#, topic: "modelops.tenant.acme.jobs"))
        #expect(try await front.jobs().first?.state == .running)
        let answer = try #require(try await front.bodies(on: "modelops.tenant.acme.events").first)
        #expect(answer["error"]?["code"] == "job_unknown")
    }

    @Test func aCommandForAFinishedJobIsRefused() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.job(#""idempotency_key": "a""#), offset: 0))
        try await front.take(front.record(command("cancel", key: "a"), offset: 1))
        _ = try await front.outbox()
        try await front.take(front.record(command("pause", key: "a"), offset: 2))
        #expect(try await front.bodies(on: "modelops.events").first?["error"]?["code"] == "job_over")
    }

    @Test func anEventsTypeMaySayTheCommandAlone() async throws {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.job(#""idempotency_key": "a""#), offset: 0))
        try await front.take(front.event(#"{"idempotency_key": "a"}"#, type: "modelops.job.pause", id: "1", offset: 1))
        #expect(try await front.jobs().first?.state == .paused)
        try await front.take(front.event(#"{"idempotency_key": "a", "command": "cancel"}"#, type: "modelops.job.resume", id: "2", offset: 2))
        #expect(try await front.jobs().first?.state == .paused)
    }
}
