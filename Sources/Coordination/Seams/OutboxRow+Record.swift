import Crypto
import FleetCore
import Messaging
import Persistence

extension OutboxRow {
    /// A record as a row of the outbox.
    init(_ record: OutgoingRecord, job: JobID?, at time: Timestamp) {
        self.init(
            topic: record.topic, partition: record.partition, key: record.key.map(Self.keyText),
            headers: HeaderText.write(record.headers), body: record.value, job: job, createdAt: time)
    }

    /// A key as text; one that is none, or that the store could not hold, as `hex:` and its digits.
    private static func keyText(_ key: [UInt8]) -> String {
        if !key.contains(0), let text = String(validating: key, as: UTF8.self) { return text }
        return "hex:" + Hexadecimal.encode(key)
    }

    /// The row as a record again.
    /// - Throws: `FleetError` (rejected) for headers that are not as `init(_:job:at:)` writes them.
    func outgoing() throws -> OutgoingRecord {
        OutgoingRecord(
            topic: topic, partition: partition, key: key.map { Array($0.utf8) }, value: body, headers: try HeaderText.read(headers))
    }
}
