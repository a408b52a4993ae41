import FleetCore
import JSON
import Messaging

/// What the loop does with one event: decode, validate, answer.
struct MessageLoopHandler {
    private let tape = JSONTape()
    private let topic: String
    private let padding = String(repeating: "y", count: 90)
    private(set) var count = 0
    private(set) var sum: Int64 = 0

    init(topic: String) { self.topic = topic }

    mutating func result(of record: Record) throws -> OutgoingRecord {
        let event = try tape.parse(record.value)
        guard let sequence = event["seq"]?.integer(), let tenant = event["tenant"], tenant.withString({ !$0.isEmpty }) == true,
            event["kind"]?.withString({ !$0.isEmpty }) == true, event["schema"]?.integer() == 3, let payload = event["payload"]
        else { throw FleetError("event_invalid", .rejected, "\(record.source)@\(record.offset): not an event of the loop") }
        count += 1
        sum += sequence
        var body: [UInt8] = []
        body.reserveCapacity(320)
        write("{\"id\":", event["id"], to: &body)
        body += ",\"seq\":\(sequence)".utf8
        write(",\"tenant\":", tenant, to: &body)
        body += ",\"status\":\"done\"".utf8
        body += ",\"step\":\(payload["step"]?.integer() ?? 0),\"loss\":\(payload["loss"]?.number() ?? 0)".utf8
        write(",\"trace\":", event["trace"], to: &body)
        body += ",\"worker\":\"w-1\"".utf8
        body += ",\"pad\":".utf8
        JSONWriter.write(padding, to: &body)
        body.append(UInt8(ascii: "}"))
        return OutgoingRecord(topic: topic, key: record.key, value: body)
    }

    private func write(_ name: StaticString, _ value: JSONTapeValue?, to body: inout [UInt8]) {
        body.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        JSONWriter.write(value?.string() ?? "", to: &body)
    }
}
