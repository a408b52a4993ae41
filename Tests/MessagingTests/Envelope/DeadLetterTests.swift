import Crypto
import FleetCore
import Testing

@testable import Messaging

@Suite("A dead letter keeps what is needed to look at it and to play it again")
struct DeadLetterTests {
    private func written(_ record: Record) -> OutgoingRecord {
        DeadLetter(record, reason: "json_invalid").record(
            writer: Sample.codec.writer, clock: FixedClock(), identifiers: FixedClock.identifiers)
    }

    @Test func whatWasRefusedCanBePlayedAgain() throws {
        let record = Sample.record("{nonsense", headers: Sample.headers())
        let letter = try #require(DeadLetter(reading: Sample.received(written(record))))
        #expect(letter.origin == record.source)
        #expect(letter.offset == record.offset)
        #expect(letter.reason == "json_invalid")
        let again = try letter.replay()
        #expect(again.topic == "modelops.jobs")
        #expect(again.value == record.value)
        #expect(again.headers == record.headers)
    }

    @Test func aHugeValueIsCutAndItsDigestKept() throws {
        let record = Sample.record(String(repeating: "x", count: 512 * 1024 + 1))
        let letter = try #require(DeadLetter(reading: Sample.received(written(record))))
        #expect(letter.value.count == 64 * 1024)
        #expect(letter.originalBytes == 512 * 1024 + 1)
        #expect(letter.sha256 == SHA256.digest(of: record.value).hex)
        #expect(failureCode { _ = try letter.replay() } == "dead_letter_truncated")
    }

    @Test func theReasonIsACodeAndQuotesNothing() {
        let outgoing = written(Sample.record("secret text"))
        for header in outgoing.headers { #expect(!String(decoding: header.value, as: UTF8.self).contains("secret")) }
    }

    @Test func anyRecordGivesALetterThatFitsItsTopic() {
        let headers = (0..<500).map { Record.Header("h\($0)", [UInt8](repeating: 1, count: 4096)) }
        let outgoing = written(Sample.record(String(repeating: "x", count: 512 * 1024), headers: headers))
        let size = outgoing.headers.reduce(outgoing.value?.count ?? 0) { $0 + $1.name.utf8.count + $1.value.count }
        #expect(size < 600 * 1024)
    }

    @Test func anotherRecordIsNoDeadLetter() {
        #expect(DeadLetter(reading: Sample.record("{}", headers: Sample.headers())) == nil)
    }
}
