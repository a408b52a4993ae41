import FleetCore
import JSON
import Testing

@testable import JobDocument

@Suite struct CommandTests {
    private func refusal(_ value: JSONValue) -> FleetError? {
        do {
            _ = try Command(value)
            return nil
        } catch {
            return error as? FleetError
        }
    }

    @Test func aCancelNamesItsJobByIdOrKey() throws {
        let command = try Command(["schema": "modelops.command/v1", "command": "cancel", "idempotency_key": "a"])
        #expect(command.command == .cancel && command.idempotencyKey == "a")
        #expect(try Command(["command": "pause", "job_id": "job_1"]).job == JobID("job_1"))
        #expect(refusal(["command": "cancel"])?.path == "job_id")
        #expect(refusal(["command": "cancel", "job_id": "a", "idempotency_key": "b"])?.path == "job_id")
    }

    @Test func aForcedPromotionNeedsAReason() throws {
        #expect(refusal(["command": "promote", "model": "m@1", "force": true])?.path == "reason")
        #expect(try Command(["command": "promote", "model": "m@1"]).alias == "production")
        #expect(refusal(["command": "rollback"])?.path == "model")
    }

    @Test func anUnknownVerbIsRefused() {
        #expect(refusal(["command": "cancle", "job_id": "a"])?.hint == "did you mean cancel?")
    }
}
