import FleetCore
import Foundation
import JSON
import Messaging

/// Ledger 2: a record as it stands on the broker. A broker that loses its memory is dumped before, under its own incarnation number.
public struct RecordEntry: Codable, Sendable, Equatable {
    /// Which life of the broker, from 0: offsets start again in each.
    public var incarnation: Int
    public var topic: String
    public var partition: Int32
    public var offset: Int64
    public var key: String?
    /// The last value of each name.
    public var headers: [String: String]
    /// Text; Base64 where the bytes are none (`isBinary`).
    public var body: String
    public var isBinary: Bool
    /// On a job topic: the ids under which the inbox of the coordinator may know the record.
    public var identities: [String]

    public init(
        incarnation: Int = 0, topic: String, partition: Int32, offset: Int64, key: String?, headers: [String: String] = [:], body: String,
        identities: [String] = []
    ) {
        self.incarnation = incarnation
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.key = key
        self.headers = headers
        self.body = body
        isBinary = false
        self.identities = identities
    }

    /// - Parameter clusters: the broker's cluster ids, or the incarnation ids of a memory-only one: those under which a coordinator may have read it.
    public init(_ record: Record, incarnation: Int = 0, clusters: [String]) {
        let text = String(bytes: record.value, encoding: .utf8)
        self.init(
            incarnation: incarnation, topic: record.source.topic, partition: record.source.partition, offset: record.offset,
            key: record.key.map { String(decoding: $0, as: UTF8.self) },
            headers: Dictionary(record.headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }, uniquingKeysWith: { $1 }),
            body: text ?? Data(record.value).base64EncodedString(), identities: Self.identities(record, clusters))
        isBinary = text == nil
    }

    /// The CloudEvents type.
    public var type: String { headers["ce_type"] ?? "" }

    /// What makes it the same message when it was written twice.
    public var identity: String { "\(headers["ce_source"] ?? "")#\(headers["ce_id"] ?? "\(incarnation)/\(topic)/\(partition)/\(offset)")" }

    /// The body, where it is JSON.
    public var json: JSONValue? { isBinary || body.isEmpty ? nil : try? JSONReader.parse(body) }

    var place: String { "\(topic)[\(partition)]@\(offset)" + (incarnation == 0 ? "" : " of broker \(incarnation)") }

    private static func identities(_ record: Record, _ clusters: [String]) -> [String] {
        guard let tenant = FleetTopics.tenant(ofJobTopic: record.source.topic) else { return [] }
        let bare = clusters.map { MessageIdentity(of: record, cluster: $0).rawValue }
        guard let message = try? EnvelopeReader().message(record) else { return bare }
        return clusters.map { "\(tenant)/" + MessageIdentity(of: message, in: record, cluster: $0).rawValue } + bare
    }
}
