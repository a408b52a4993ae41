import Crypto
import FleetCore

/// A message that will not be retried, kept with its reason and origin so that a person can look at it and play it again.
public struct DeadLetter: Sendable, Equatable {
    /// Where it came from.
    public let origin: TopicPartition
    public let offset: Int64
    /// The code of the error: never a text, which could quote the body.
    public let reason: FleetError.Code
    /// SHA-256 of the whole value.
    public let sha256: String
    /// Size of the whole value.
    public let originalBytes: Int
    /// The key of the record.
    public let key: [UInt8]?
    /// Headers of the record, as many as fit.
    public let headers: [Record.Header]
    /// The value; its first 64 KiB where it had more than 512 KiB.
    public let value: [UInt8]

    public var isTruncated: Bool { value.count < originalBytes }

    /// Values up to this size are kept whole.
    public static let wholeLimit = 512 * 1024
    /// So much is kept of larger ones.
    public static let truncatedBytes = 64 * 1024

    public init(_ record: Record, reason: FleetError.Code) {
        origin = record.source
        offset = record.offset
        self.reason = reason
        sha256 = SHA256.digest(of: record.value).hex
        originalBytes = record.value.count
        key = record.key.flatMap { $0.count <= 4096 ? $0 : nil }
        headers = Self.fitting(record.headers)
        value = record.value.count > Self.wholeLimit ? Array(record.value.prefix(Self.truncatedBytes)) : record.value
    }

    /// Reads a record of the dead-letter topic; nil when it is none.
    public init?(reading record: Record) {
        func text(_ name: String) -> String? { record.headers.first { $0.name == "ce_" + name }.flatMap { String(validating: $0.value) } }
        guard let topic = text(Name.topic), let partition = text(Name.partition).flatMap({ Int32($0) }),
            let offset = text(Name.offset).flatMap({ Int64($0) }), let reason = text(Name.reason), let sha256 = text(Name.sha256),
            let bytes = text(Name.bytes).flatMap({ Int($0) })
        else { return nil }
        origin = TopicPartition(topic: topic, partition: partition)
        self.offset = offset
        self.reason = FleetError.Code(rawValue: reason)
        self.sha256 = sha256
        originalBytes = bytes
        key = record.key
        headers = record.headers.filter { $0.name.hasPrefix(Name.original) }.map { header in
            Record.Header(String(header.name.dropFirst(Name.original.count)), header.value)
        }
        value = record.value
    }

    /// The record for `modelops.dead-letters`.
    public func record(writer: EnvelopeWriter, clock: any FleetClock, identifiers: IdentifierSource) -> OutgoingRecord {
        let envelope = Envelope(
            id: identifiers.make("msg_"), source: writer.source, type: "modelops.dead-letter", time: clock.wallTime(),
            subject: "\(origin.topic)/\(origin.partition)/\(offset)", dataContentType: "application/octet-stream",
            extensions: [
                Name.topic: origin.topic, Name.partition: String(origin.partition), Name.offset: String(offset),
                Name.reason: reason.rawValue, Name.sha256: sha256, Name.bytes: String(originalBytes),
            ], body: value)
        let kept = headers.map { Record.Header(Name.original + $0.name, $0.value) }
        return OutgoingRecord(
            topic: FleetTopics.deadLetters, key: key, value: value, headers: EnvelopeWriter.headers(envelope) + kept)
    }

    /// The record as it was, for its own topic.
    /// - Throws: `FleetError` `dead_letter_truncated` (rejected) when the value was not kept whole.
    public func replay() throws -> OutgoingRecord {
        guard !isTruncated else {
            throw FleetError(
                "dead_letter_truncated", .rejected, "\(origin)@\(offset): only the first \(value.count) of \(originalBytes) bytes were kept",
                hint: "send the message again from its source")
        }
        return OutgoingRecord(topic: origin.topic, key: key, value: value, headers: headers)
    }

    private static func fitting(_ headers: [Record.Header]) -> [Record.Header] {
        var total = 0
        return Array(
            headers.prefix(HeaderLimits.standard.maximumCount).prefix { header in
                total += header.name.utf8.count + header.value.count
                return total <= HeaderLimits.standard.maximumTotalBytes
            })
    }

    private enum Name {
        static let topic = "origintopic"
        static let partition = "originpartition"
        static let offset = "originoffset"
        static let reason = "reason"
        static let sha256 = "sha256"
        static let bytes = "originalbytes"
        /// Before the names of the record's own headers.
        static let original = "original_"
    }
}
