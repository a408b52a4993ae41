import FleetCore
import JSON
import Messaging

/// Where a message of a job topic came from, as its status tells it.
struct MessageOrigin: Sendable {
    let record: Record
    let envelope: Envelope?

    /// The key of the status of a message that became no job.
    var rejectionKey: String { "req_\(record.source.topic)-\(record.source.partition)-\(record.offset)" }

    /// `{"topic", "partition", "offset", "key", "ce_id"}`
    var request: JSONValue {
        [
            "topic": .string(record.source.topic), "partition": .integer(Int64(record.source.partition)), "offset": .integer(record.offset),
            "key": key.map { .string($0) } ?? .null, "ce_id": envelope.map { .string(String($0.id.prefix(256))) } ?? .null,
        ]
    }

    /// The record's key, where it is a text of bounded length.
    private var key: String? {
        guard let bytes = record.key, bytes.count <= 256 else { return nil }
        return String(validatingUTF8: bytes)
    }
}

extension IntakeMessage {
    var origin: MessageOrigin {
        // What cannot be read has no envelope: then the place of the record is its origin.
        if case .success(let read) = content { MessageOrigin(record: record, envelope: read.envelope) } else { MessageOrigin(record: record, envelope: nil) }
    }
}

extension String {
    fileprivate init?(validatingUTF8 bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard Array(text.utf8) == bytes else { return nil }
        self = text
    }
}
