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

    /// Adds the answer to `results`.
    mutating func take(_ record: Record, to results: inout OutgoingBatch) throws {
        let event = try tape.parse(record.valueBytes)
        guard let sequence = event["seq"]?.integer(), let tenant = event["tenant"], tenant.withString({ !$0.isEmpty }) == true,
            event["kind"]?.withString({ !$0.isEmpty }) == true, event["schema"]?.integer() == 3, let payload = event["payload"]
        else { throw FleetError("event_invalid", .rejected, "\(record.source)@\(record.offset): not an event of the loop") }
        count += 1
        sum += sequence
        results.append(topic: topic, key: record.keyBytes) { body in
            JSONWriter.write(json: "{\"id\":", to: &body)
            JSONWriter.write(event["id"], to: &body)
            JSONWriter.write(json: ",\"seq\":", to: &body)
            JSONWriter.write(sequence, to: &body)
            JSONWriter.write(json: ",\"tenant\":", to: &body)
            JSONWriter.write(tenant, to: &body)
            JSONWriter.write(json: ",\"status\":\"done\",\"step\":", to: &body)
            JSONWriter.write(payload["step"], to: &body)
            JSONWriter.write(json: ",\"loss\":", to: &body)
            JSONWriter.write(payload["loss"], to: &body)
            JSONWriter.write(json: ",\"trace\":", to: &body)
            JSONWriter.write(event["trace"], to: &body)
            JSONWriter.write(json: ",\"worker\":\"w-1\",\"pad\":", to: &body)
            JSONWriter.write(padding, to: &body)
            body.append(UInt8(ascii: "}"))
        }
    }
}
