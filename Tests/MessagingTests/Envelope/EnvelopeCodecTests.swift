import FleetCore
import JSON
import Testing

@testable import Messaging

@Suite("A message written is a message read")
struct EnvelopeCodecTests {
    let reader = EnvelopeReader()

    @Test func everyAttributeSurvivesBinaryMode() throws {
        let trace = TraceContext(identifiers: FixedClock.identifiers)
        var envelope = try Sample.codec.writer.envelope(Sample.run, type: .taskRun, subject: "task_1", routing: Sample.routing, trace: trace)
        envelope.extensions = ["priority": "7"]
        let read = try reader.envelope(Sample.received(EnvelopeWriter.record(envelope, topic: "modelops.tasks.train", key: "task_1")))
        #expect(read == envelope)
        #expect(read.routing.token == Sample.token)
        #expect(try read.decode(TaskRun.self) == Sample.run)
    }

    @Test func binaryModeIsTheCloudEventsKafkaBinding() throws {
        let record = try Sample.codec.encode(
            Sample.run, type: .taskRun, topic: "modelops.tasks.train", partition: 3, key: "task_1", routing: Sample.routing)
        let headers = Dictionary(uniqueKeysWithValues: record.headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) })
        #expect(headers["ce_specversion"] == "1.0")
        #expect(headers["ce_type"] == "modelops.task.run")
        #expect(headers["ce_time"] == "2026-01-01T00:00:00.000Z")
        #expect(headers["content-type"] == "application/json")
        #expect(headers["ce_attempt"] == "3")
        #expect(record.partition == 3)
        #expect(record.key == Array("task_1".utf8))
    }

    @Test func structuredModeSaysTheSame() throws {
        let body = """
            {"specversion": "1.0", "id": "a-1", "source": "/elsewhere", "type": "modelops.job.submit", "time": "2026-01-01T00:00:00Z",
             "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "fleet": "lab", "priority": 7, "data": {"a": 1}}
            """
        let record = Sample.record(body, headers: [Record.Header("content-type", "application/cloudevents+json; charset=utf-8")])
        let envelope = try reader.envelope(record)
        #expect(envelope.id == "a-1")
        #expect(envelope.messageType == .jobSubmit)
        #expect(envelope.routing.fleet == FleetID("lab"))
        #expect(envelope.extensions == ["priority": "7"])
        #expect(envelope.trace?.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(try envelope.json() == .object(["a": 1]))
    }

    @Test func structuredModeTakesBase64Data() throws {
        let body = #"{"specversion":"1.0","id":"a","source":"s","type":"t","datacontenttype":"application/json","data_base64":"eyJhIjoxfQ=="}"#
        let record = Sample.record(body, headers: [Record.Header("content-type", "application/cloudevents+json")])
        #expect(try reader.envelope(record).json() == .object(["a": 1]))
    }

    @Test func aRecordWithoutHeadersIsABareBodyWhereTheCallerAllowsIt() throws {
        let record = Sample.record(#"{"dataset": "x"}"#)
        #expect(try reader.message(record) == .bare(record.value))
        #expect(failureCode { _ = try reader.envelope(record) } == "envelope_missing")
    }

    @Test func aForeignHeaderDoesNotMakeABareBodyAnEnvelope() throws {
        let record = Sample.record("{}", headers: [Record.Header("x-sender", "cron"), Record.Header("content-type", "application/json")])
        #expect(try reader.message(record) == .bare(Array("{}".utf8)))
    }

    @Test func anotherTypeIsRefusedByTheTypedReader() throws {
        let record = try Sample.codec.encode(Sample.run, type: .taskRun, topic: "t", key: nil)
        #expect(
            failureCode { _ = try Sample.codec.decode(TaskRun.self, type: .workerBeat, from: Sample.received(record)) } == "envelope_type_unexpected")
    }

    @Test func unknownFieldsOfAMachinesBodyAreLeftAlone() throws {
        var envelope = try Sample.codec.writer.envelope(
            TermStarted(fleet: FleetID("lab"), term: Term(4)), type: .termStarted)
        envelope.body = Array(#"{"fleet":"lab","term":4,"since":"tomorrow"}"#.utf8)
        #expect(try envelope.decode(TermStarted.self).term == Term(4))
    }

    @Test func aBodyBeyondTheLimitIsNeverSent() {
        let large = ["text": String(repeating: "a", count: 600 * 1024)]
        do {
            _ = try Sample.codec.encode(large, type: .taskCompleted, topic: "t", key: nil)
            Issue.record("the body was written")
        } catch {
            #expect((error as? FleetError)?.code == "envelope_body_too_large")
            #expect((error as? FleetError)?.disposition == .permanent)
        }
    }
}
