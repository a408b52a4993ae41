import FleetCore
import JSON
import Testing

@testable import Messaging

@Suite("The identity of a message")
struct MessageIdentityTests {
    @Test func sourceAndIdMakeAMessageTheSameWhereverItLies() throws {
        let first = Sample.record("{}", headers: Sample.headers(), offset: 5)
        let again = Sample.record("{}", headers: Sample.headers(), offset: 9)
        let other = Sample.record("{}", headers: Sample.headers(["ce_id": "a-2"]), offset: 5)
        #expect(try identity(first) == identity(again))
        #expect(try identity(first) != identity(other))
    }

    @Test func aBareRecordIsItsPlaceAndItsBytes() throws {
        let record = Sample.record("{}")
        #expect(try identity(record) == identity(record))
        #expect(try identity(record) != identity(Sample.record("{}", offset: 6)))
        #expect(try identity(record) != identity(Sample.record("{ }")))
        #expect(try identity(record) != identity(record, cluster: "started again"))
    }

    @Test func noTwoPairsOfSourceAndIdRunTogether() {
        #expect(MessageIdentity(source: "a", id: "bc") != MessageIdentity(source: "ab", id: "c"))
    }

    private func identity(_ record: Record, cluster: String = "c1") throws -> MessageIdentity {
        MessageIdentity(of: try EnvelopeReader().message(record), in: record, cluster: cluster)
    }
}

@Suite("A bare body says what it is")
struct BareBodyTests {
    @Test func withoutASchemaItIsAJob() throws {
        #expect(try BareBody.type(of: .object([:])) == .jobSubmit)
        #expect(try BareBody.type(of: .object(["schema": "modelops.job/v1"])) == .jobSubmit)
    }

    @Test func aCommandIsNamed() throws {
        #expect(try BareBody.type(of: .object(["schema": "modelops.command/v1", "command": "cancel"])) == .jobCancel)
        #expect(failureCode { _ = try BareBody.type(of: .object(["schema": "modelops.command/v1", "command": "submit"])) } == "command_unknown")
        #expect(failureCode { _ = try BareBody.type(of: .object(["schema": "modelops.command/v1"])) } == "command_unknown")
    }

    @Test func anUnknownVersionIsNotGuessedAt() {
        #expect(failureCode { _ = try BareBody.type(of: .object(["schema": "modelops.job/v2"])) } == "schema_unknown")
        #expect(failureCode { _ = try BareBody.type(of: .object(["schema": 1])) } == "schema_unknown")
    }
}
