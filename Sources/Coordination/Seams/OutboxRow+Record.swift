import Crypto
import FleetCore
import Foundation
import JSON
import Messaging
import Persistence

extension OutboxRow {
    /// A record as a row of the outbox. Headers stand as a JSON list of `[name, text]`, or `[name, digits, "hex"]` where a value is not UTF-8.
    init(_ record: OutgoingRecord, job: JobID?, at time: Timestamp) {
        let headers = JSONValue.array(
            record.headers.map { header in
                if let text = String(bytes: header.value, encoding: .utf8) { return [.string(header.name), .string(text)] }
                return [.string(header.name), .string(Hexadecimal.encode(header.value)), "hex"]
            })
        self.init(
            topic: record.topic, partition: record.partition, key: record.key.map(Self.keyText),
            headers: JSONWriter.compact.text(headers), body: record.value, job: job, createdAt: time)
    }

    /// A key as text; one that is none, or that the store could not hold, as `hex:` and its digits.
    private static func keyText(_ key: [UInt8]) -> String {
        if !key.contains(0), let text = String(bytes: key, encoding: .utf8) { return text }
        return "hex:" + Hexadecimal.encode(key)
    }

    /// The row as a record again.
    /// - Throws: `FleetError` (rejected) for headers that are not as `init(_:job:at:)` writes them.
    func outgoing() throws -> OutgoingRecord {
        var headers: [Record.Header] = []
        for pair in try JSONReader.parse(self.headers).array ?? [] {
            guard let name = pair[0]?.string, let text = pair[1]?.string else { continue }
            headers.append(pair[2] == "hex" ? Record.Header(name, Hexadecimal.decode(text) ?? []) : Record.Header(name, text))
        }
        return OutgoingRecord(topic: topic, partition: partition, key: key.map { Array($0.utf8) }, value: body, headers: headers)
    }
}
