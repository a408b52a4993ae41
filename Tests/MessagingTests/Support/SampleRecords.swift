import FleetCore
import JSON
import Messaging

/// Messages and records for the tests of the codec.
enum Sample {
    static let codec = EnvelopeCodec(source: "/modelops/lab/coordinator", clock: FixedClock(), identifiers: FixedClock.identifiers)

    static let token = ExecutionToken(task: WorkTaskID("task_1"), attempt: 3, execution: ExecutionID("exec_9"))

    static let run = TaskRun(
        fleet: FleetID("lab"), term: Term(4), job: JobID("job_1"), task: token.task, tenant: TenantName("default"), stage: .train, step: "run",
        attempt: 3, input: .object(["rows": 50]))

    static let routing = EnvelopeRouting(
        fleet: FleetID("lab"), token: token, term: Term(4), job: JobID("job_1"), kind: .train)

    static func received(_ outgoing: OutgoingRecord, offset: Int64 = 5) -> Record {
        Record(
            source: TopicPartition(topic: outgoing.topic, partition: outgoing.partition ?? 0), offset: offset, key: outgoing.key,
            value: outgoing.value ?? [], headers: outgoing.headers, timestamp: FixedClock().wallTime(), isTombstone: outgoing.value == nil)
    }

    static func record(_ body: String, headers: [Record.Header] = [], topic: String = "modelops.jobs", offset: Int64 = 5) -> Record {
        Record(
            source: TopicPartition(topic: topic, partition: 2), offset: offset, key: nil, value: Array(body.utf8), headers: headers,
            timestamp: FixedClock().wallTime())
    }

    /// The least headers of a CloudEvent, with some replaced or left out.
    static func headers(_ changes: [String: String?] = [:]) -> [Record.Header] {
        var values: [String: String?] = [
            "ce_specversion": "1.0", "ce_id": "a-1", "ce_source": "/elsewhere", "ce_type": "modelops.job.submit",
        ]
        for (name, value) in changes { values[name] = value }
        return values.sorted { $0.key < $1.key }.compactMap { name, value in value.map { Record.Header(name, $0) } }
    }
}

/// The code of the `FleetError` that `body` throws; nil when it throws nothing.
func failureCode(_ body: () throws -> Void) -> FleetError.Code? {
    do {
        try body()
        return nil
    } catch let error as FleetError {
        return error.code
    } catch { return FleetError.Code(rawValue: "\(type(of: error))") }
}
