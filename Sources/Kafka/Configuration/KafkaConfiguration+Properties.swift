import FleetCore

/// The properties of each kind of client, in the library's words.
extension KafkaConfiguration {
    /// What the fleet's promises rest on: nobody sets these from outside.
    static let reserved: Set<String> = [
        "bootstrap.servers", "metadata.broker.list", "client.id", "group.id", "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset",
        "partition.assignment.strategy", "enable.idempotence", "acks", "request.required.acks", "partitioner", "log.queue", "enable.partition.eof",
        "transactional.id", "message.max.bytes", "log_level", "statistics.interval.ms", "security.protocol", "group.protocol",
    ]

    /// Largest body that the fleet writes or reads, in bytes.
    static let maximumRecordBytes = 2 * 1024 * 1024

    /// What all clients share.
    var common: [ClientProperty] {
        var properties = [
            ClientProperty("bootstrap.servers", brokers.joined(separator: ",")),
            ClientProperty("security.protocol", securityProtocol.rawValue),
            ClientProperty("statistics.interval.ms", String(statisticsInterval.inMilliseconds)),
            ClientProperty("log.queue", "true"),
            ClientProperty("socket.keepalive.enable", "true"),
            // Otherwise a small request waits for the acknowledgement of the one before it, which the other side puts off by up to 40 ms.
            ClientProperty("socket.nagle.disable", "true"),
            ClientProperty("reconnect.backoff.ms", "50"),
            ClientProperty("reconnect.backoff.max.ms", "2000"),
            ClientProperty("topic.metadata.refresh.interval.ms", "30000"),
        ]
        if let tls {
            if let authorities = tls.authorities { properties.append(ClientProperty("ssl.ca.location", authorities)) }
            if let certificate = tls.certificate { properties.append(ClientProperty("ssl.certificate.location", certificate)) }
            if let key = tls.key { properties.append(ClientProperty("ssl.key.location", key)) }
            if let word = tls.keyPassword { properties.append(ClientProperty("ssl.key.password", word.exposed, isSecret: true)) }
            let check = tls.verifiesHostname ? "https" : "none"
            properties.append(ClientProperty("ssl.endpoint.identification.algorithm", check))
        }
        if let sasl {
            properties.append(ClientProperty("sasl.mechanism", sasl.mechanism))
            properties.append(ClientProperty("sasl.username", sasl.user))
            properties.append(ClientProperty("sasl.password", sasl.password.exposed, isSecret: true))
        }
        return properties
    }

    var producerProperties: [ClientProperty] {
        [
            ClientProperty("enable.idempotence", "true"),
            ClientProperty("acks", "all"),
            // What is sent within it goes in one request: a third less work for a broker that has many jobs, a millisecond more for each step of one.
            ClientProperty("linger.ms", "1"),
            ClientProperty("partitioner", "murmur2_random"),
            ClientProperty("message.max.bytes", String(Self.maximumRecordBytes)),
            ClientProperty("message.timeout.ms", String(deliveryTimeout.inMilliseconds)),
            ClientProperty("topic.metadata.propagation.max.ms", "10000"),
            ClientProperty("queue.buffering.max.messages", String(InFlightLimits.records * 2)),
            ClientProperty("queue.buffering.max.kbytes", String(InFlightLimits.bytes / 1024 * 2)),
        ]
    }

    private var consumerProperties: [ClientProperty] {
        [
            ClientProperty("enable.auto.commit", "false"),
            ClientProperty("enable.auto.offset.store", "false"),
            ClientProperty("isolation.level", "read_committed"),
            ClientProperty("fetch.wait.max.ms", "500"),
            ClientProperty("fetch.error.backoff.ms", "200"),
            // Bytes bound what is read ahead; the count is no bound of its own.
            ClientProperty("queued.min.messages", "100000"),
            ClientProperty("queued.max.messages.kbytes", "65536"),
            ClientProperty("message.max.bytes", String(Self.maximumRecordBytes)),
            // Of one partition at once, and of all in one answer, which is held whole while its records are taken out. Little, so that they are
            // taken out while the processor's caches still hold them. A larger record comes all the same.
            ClientProperty("fetch.message.max.bytes", String(Self.maximumRecordBytes / 4)),
            ClientProperty("fetch.max.bytes", String(2 * Self.maximumRecordBytes)),
            ClientProperty("max.poll.interval.ms", String(max(maximumPollInterval.inMilliseconds, sessionTimeout.inMilliseconds))),
            ClientProperty("session.timeout.ms", String(sessionTimeout.inMilliseconds)),
            ClientProperty("heartbeat.interval.ms", String(max(sessionTimeout.inMilliseconds / 10, 100))),
        ]
    }

    func groupProperties(group: String) -> [ClientProperty] {
        consumerProperties + [
            ClientProperty("group.id", group),
            // Eager on purpose: a hand-over of unanswered messages takes milliseconds, and the incremental protocol loses
            // assignments together with manual commits before 2.10.
            ClientProperty("partition.assignment.strategy", "roundrobin"),
            ClientProperty("auto.offset.reset", "earliest"),
        ]
    }

    /// The library wants a group's name even where no group is joined and nothing is committed.
    func assignedProperties() -> [ClientProperty] {
        consumerProperties + [ClientProperty("group.id", "modelops.assigned"), ClientProperty("auto.offset.reset", "error")]
    }
}
