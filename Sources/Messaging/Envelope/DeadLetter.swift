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

    /// The dead letter that this one is a replay of.
    public var mark: ReplayMark? { ReplayMark(headers) }
    /// How often the message was tried: more than once only where it was played again.
    public var attempt: Int { mark?.attempt ?? 1 }

    /// Values up to this size are kept whole.
    public static let wholeLimit = 512 * 1024
    /// So much is kept of larger ones.
    public static let truncatedBytes = 64 * 1024

    public init(_ record: Record, reason: FleetError.Code) {
        origin = record.source
        offset = record.offset
        self.reason = reason
        sha256 = record.valueBytes.withUnsafeBytes { SHA256.digest(of: $0) }.hex
        originalBytes = record.valueBytes.count
        key = record.key.flatMap { $0.count <= 4096 ? $0 : nil }
        headers = Self.fitting(record.headers)
        value = originalBytes > Self.wholeLimit ? Array(record.valueBytes.prefix(Self.truncatedBytes)) : record.value
    }

    /// Reads a record of the dead-letter topic; nil when it is none.
    public init?(reading record: Record) {
        func text(_ name: String) -> String? { record.headers.first { $0.name == "ce_" + name }.flatMap { String(validating: $0.value, as: UTF8.self) } }
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
        record(id: Self.makeID(identifiers), writer: writer, clock: clock)
    }

    /// The same under an id that is known already.
    public func record(id: String, writer: EnvelopeWriter, clock: any FleetClock) -> OutgoingRecord {
        let envelope = Envelope(
            id: id, source: writer.source, type: "modelops.dead-letter", time: clock.wallTime(),
            subject: "\(origin.topic)/\(origin.partition)/\(offset)", dataContentType: "application/octet-stream",
            extensions: [
                Name.topic: origin.topic, Name.partition: String(origin.partition), Name.offset: String(offset),
                Name.reason: reason.rawValue, Name.sha256: sha256, Name.bytes: String(originalBytes),
            ], body: value)
        let kept = headers.map { Record.Header(Name.original + $0.name, $0.value) }
        return OutgoingRecord(
            topic: FleetTopics.deadLetters, key: key, value: value, headers: EnvelopeWriter.headers(envelope) + kept)
    }

    /// A new letter's id.
    public static func makeID(_ identifiers: IdentifierSource) -> String { identifiers.make("dl_") }

    /// Whether a text can be the id of a letter: short, and of letters, digits and `_`.
    public static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
    }

    /// The id of the letter in a record of the dead-letter topic: the message's own, so that a record that was written twice is one letter;
    /// made of its place where it has none that can be one.
    public static func id(of record: Record) -> String {
        let own = record.headers.first { $0.name == EnvelopeHeader.prefix + "id" }.flatMap { String(validating: $0.value, as: UTF8.self) }
        if let own, isID(own) { return own }
        return "dl_" + SHA256.digest(of: "\(record.source)@\(record.offset)/\(record.timestamp.milliseconds)").hex.prefix(40)
    }

    /// The record to play again: as it was, marked, so that it is one message however often it is written.
    /// - Parameters:
    ///   - id: this letter's.
    ///   - body: in the place of the message's; nil: as it was.
    ///   - isBare: leaves out the message's own headers.
    /// - Throws: `FleetError` `dead_letter_truncated` (rejected) when the value was not kept whole and no body is given.
    public func replay(id: String, body: [UInt8]? = nil, isBare: Bool = false) throws -> OutgoingRecord {
        let value = try body ?? whole()
        let mark = ReplayMark(letter: id, attempt: attempt + 1)
        return OutgoingRecord(topic: origin.topic, key: key, value: value, headers: mark.marking(isBare ? [] : headers))
    }

    /// The record as it was, for its own topic.
    /// - Throws: `FleetError` `dead_letter_truncated` (rejected) when the value was not kept whole.
    public func replay() throws -> OutgoingRecord {
        OutgoingRecord(topic: origin.topic, key: key, value: try whole(), headers: headers)
    }

    private func whole() throws -> [UInt8] {
        guard !isTruncated else {
            throw FleetError(
                "dead_letter_truncated", .rejected, "\(origin)@\(offset): only the first \(value.count) of \(originalBytes) bytes were kept",
                hint: "give the body, or send the message again from its source")
        }
        return value
    }

    /// A letter from its parts, as they were kept.
    public init(
        origin: TopicPartition, offset: Int64, reason: FleetError.Code, sha256: String, originalBytes: Int, key: [UInt8]?,
        headers: [Record.Header], value: [UInt8]
    ) {
        self.origin = origin
        self.offset = offset
        self.reason = reason
        self.sha256 = sha256
        self.originalBytes = originalBytes
        self.key = key
        self.headers = headers
        self.value = value
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
