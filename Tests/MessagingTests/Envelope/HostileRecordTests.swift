import FleetCore
import JSON
import Testing

@testable import Messaging

@Suite("Whatever is written to a topic, the reader answers with a rejection and never traps")
struct HostileRecordTests {
    let reader = EnvelopeReader()

    private func code(_ record: Record) -> FleetError.Code? { failureCode { _ = try reader.message(record) } }

    @Test(arguments: ["ce_id", "ce_source", "ce_type", "ce_specversion"])
    func aMissingRequiredAttributeIsNamed(_ name: String) {
        #expect(code(Sample.record("{}", headers: Sample.headers([name: nil]))) == "envelope_attribute_missing")
        #expect(code(Sample.record("{}", headers: Sample.headers([name: ""]))) == "envelope_attribute_invalid")
    }

    @Test func headersTwiceAreRefused() {
        for name in ["ce_id", "content-type"] {
            let twice = [Record.Header(name, "a"), Record.Header(name, "b")]
            #expect(code(Sample.record("{}", headers: Sample.headers(["ce_id": nil]) + twice)) == "envelope_header_duplicate")
        }
    }

    @Test func headersAreBounded() {
        let many = (0..<65).map { Record.Header("h\($0)", "x") }
        #expect(code(Sample.record("{}", headers: many)) == "envelope_headers_too_large")
        #expect(code(Sample.record("{}", headers: [Record.Header("h", [UInt8](repeating: 65, count: 4097))])) == "envelope_headers_too_large")
        #expect(code(Sample.record("{}", headers: [Record.Header(String(repeating: "n", count: 129), "x")])) == "envelope_headers_too_large")
        let heavy = (0..<10).map { Record.Header("h\($0)", [UInt8](repeating: 65, count: 4000)) }
        #expect(code(Sample.record("{}", headers: heavy)) == "envelope_headers_too_large")
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        let headers = Sample.headers(["ce_subject": nil]) + [Record.Header("ce_subject", [0xFF, 0xFE])]
        #expect(code(Sample.record("{}", headers: headers)) == "envelope_attribute_invalid")
    }

    @Test(arguments: [
        ("ce_specversion", "0.3", "envelope_unsupported"), ("ce_time", "yesterday", "envelope_attribute_invalid"),
        ("ce_attempt", "-1", "envelope_attribute_invalid"), ("ce_term", "99999999999999999999", "envelope_attribute_invalid"),
        ("ce_Upper", "x", "envelope_attribute_invalid"), ("ce_", "x", "envelope_attribute_invalid"),
        ("content-type", "application/cloudevents+avro", "envelope_unsupported"),
        ("content-type", "application/cloudevents-batch+json", "envelope_unsupported"),
    ])
    func malformedAttributesAreRefused(_ name: String, _ value: String, _ expected: String) {
        #expect(code(Sample.record("{}", headers: Sample.headers([name: value])))?.rawValue == expected)
    }

    @Test(arguments: [
        "[]", "{", "{\"specversion\":\"1.0\"}", "{\"specversion\":\"1.0\",\"id\":{},\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"a\",\"id\":\"b\",\"source\":\"s\",\"type\":\"t\"}",
        "{\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"%%\"}",
    ])
    func malformedStructuredEventsAreRefused(_ body: String) {
        #expect(code(Sample.record(body, headers: [Record.Header("content-type", "application/cloudevents+json")])) != nil)
    }

    @Test func sizeIsCheckedBeforeAnyParsing() {
        let record = Sample.record(String(repeating: "[", count: 512 * 1024 + 1), headers: Sample.headers())
        #expect(code(record) == "envelope_body_too_large")
    }

    @Test func depthIsBounded() throws {
        let record = Sample.record(String(repeating: "[", count: 4000), headers: Sample.headers())
        let envelope = try reader.envelope(record)
        #expect(failureCode { _ = try envelope.json() } == "json_too_deep")
    }

    @Test func aTombstoneIsNoMessage() {
        let record = Sample.received(OutgoingRecord(topic: "modelops.jobs", key: nil, value: nil))
        #expect(code(record) == "envelope_tombstone")
    }

    @Test func aBrokenTraceRefusesNoMessage() throws {
        let record = Sample.record("{}", headers: Sample.headers() + [Record.Header("traceparent", "00-xyz")])
        #expect(try reader.envelope(record).trace == nil)
    }

    @Test func errorsNeverQuoteWhatWasSent() {
        let secret = "sk-very-secret"
        let records = [
            Sample.record(secret, headers: Sample.headers(["ce_time": secret])),
            Sample.record(secret, headers: Sample.headers(["ce_attempt": secret])),
            Sample.record(secret, headers: Sample.headers(["ce_specversion": secret])),
            Sample.record("{\"\(secret)\": {}}", headers: [Record.Header("content-type", "application/cloudevents+json")]),
            Sample.record("{}", headers: [Record.Header("ce_\(secret)", secret)]),
        ]
        for record in records {
            do {
                _ = try reader.message(record)
                Issue.record("the record was read")
            } catch { #expect(!"\(error)".contains(secret)) }
        }
    }
}
