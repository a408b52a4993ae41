import CRDKafka
import FleetCore

/// One client of the library: its instance, the queue on which its events arrive, and one on which a consumer's records do.
/// `@unchecked Sendable`: the library's calls used here are thread-safe; `destroy` is called once, by the thread that polls it.
struct ClientHandle: @unchecked Sendable {
    enum Kind {
        case producer, consumer
    }

    let client: OpaquePointer
    let queue: OpaquePointer
    /// Where a group member's records arrive: without room for them they stay there, and everything else is heard all the same.
    let records: OpaquePointer
    private let kind: Kind

    /// Makes a client.
    /// - Throws: `FleetError` `kafka_configuration_invalid` (fatal) that names the property, or `kafka_library_unfit`.
    init(_ kind: Kind, name: String, configuration: KafkaConfiguration, properties: [ClientProperty]) throws {
        try LibraryVersion.check()
        guard let settings = rd_kafka_conf_new() else { throw FleetError("kafka_client_failed", .fatal, "\(name): out of memory") }
        let all = [ClientProperty("client.id", name)] + configuration.common + (kind == .consumer ? LibraryVersion.readAheadProperties : []) + properties
        do {
            try Self.fill(settings, with: all, extra: configuration.extra)
        } catch {
            rd_kafka_conf_destroy(settings)
            throw error
        }
        rd_kafka_conf_set_events(
            settings,
            RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_REBALANCE
                | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_STATS)
        var reason = [CChar](repeating: 0, count: 512)
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let client = rd_kafka_new(type, settings, &reason, reason.count) else {
            // Where the library refuses, the settings are still ours.
            rd_kafka_conf_destroy(settings)
            throw FleetError(
                "kafka_configuration_invalid", .fatal, "\(name): the client cannot be made: \(Self.text(reason))",
                hint: "check the Kafka settings and the files that they name")
        }
        self.client = client
        self.kind = kind
        if kind == .consumer { rd_kafka_poll_set_consumer(client) }
        let queue = kind == .consumer ? rd_kafka_queue_get_consumer(client) : rd_kafka_queue_get_main(client)
        guard let queue else {
            rd_kafka_destroy(client)
            throw FleetError("kafka_client_failed", .fatal, "\(name): the client has no queue")
        }
        guard let records = rd_kafka_queue_new(client) else {
            rd_kafka_queue_destroy(queue)
            rd_kafka_destroy(client)
            throw FleetError("kafka_client_failed", .fatal, "\(name): out of memory")
        }
        self.queue = queue
        self.records = records
        // Called by the library when the first record comes: whoever waits for an event goes on. A yield is not lost where nobody waits.
        rd_kafka_queue_cb_event_enable(records, { _, queue in queue.map { rd_kafka_queue_yield(OpaquePointer($0)) } }, UnsafeMutableRawPointer(queue))
        // Refused only without `log.queue`; lines then go to standard error.
        _ = rd_kafka_set_log_queue(client, queue)
    }

    private static func fill(_ settings: OpaquePointer, with properties: [ClientProperty], extra: [String: String]) throws {
        var reason = [CChar](repeating: 0, count: 512)
        for name in extra.keys.sorted() where KafkaConfiguration.reserved.contains(name) {
            throw FleetError(
                "kafka_configuration_invalid", .fatal, "\(name) is set by the fleet itself: its promises rest on it", path: "kafka.extra.\(name)",
                hint: "leave it out")
        }
        let further = extra.sorted { $0.key < $1.key }.map { ClientProperty($0.key, $0.value, isSecret: ClientProperty.soundsSecret($0.key)) }
        for property in properties + further {
            let result = rd_kafka_conf_set(settings, property.name, property.value, &reason, reason.count)
            if result == RD_KAFKA_CONF_OK { continue }
            let cause = property.isSecret ? "its value is refused" : text(reason)
            let path = extra[property.name] == nil ? "kafka.\(property.name)" : "kafka.extra.\(property.name)"
            throw FleetError(
                "kafka_configuration_invalid", .fatal,
                result == RD_KAFKA_CONF_UNKNOWN ? "there is no property of this name" : cause, path: path, hint: "correct or remove it")
        }
    }

    static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Waits for one event for at most `milliseconds`, copies it and frees it.
    func poll(milliseconds: Int32) -> LibraryEvent? { LibraryEvent.take(rd_kafka_queue_poll(queue, milliseconds)) }

    /// The same, with a reader that has read records before.
    func poll(milliseconds: Int32, _ reader: inout RecordReader) -> LibraryEvent? {
        LibraryEvent.take(rd_kafka_queue_poll(queue, milliseconds), &reader)
    }

    /// Wakes the thread that polls.
    func wake() {
        rd_kafka_queue_yield(queue)
        rd_kafka_queue_yield(records)
    }

    /// Frees everything. Blocks for as long as the library's own threads need to end.
    /// - Parameter skippingClose: leaves the group without telling it: after a fatal error, or when the time is up.
    func destroy(skippingClose: Bool = false) {
        rd_kafka_queue_cb_event_enable(records, nil, nil)
        rd_kafka_queue_destroy(records)
        rd_kafka_queue_destroy(queue)
        if skippingClose {
            rd_kafka_destroy_flags(client, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
        } else {
            rd_kafka_destroy(client)
        }
    }

    /// The fatal error of this client, if it has one.
    var fatalFailure: LibraryFailure? {
        var reason = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(client, &reason, reason.count)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : LibraryFailure(code, text: Self.text(reason), isFatal: true)
    }
}
