import FleetCore

/// Everything an `InMemoryBroker` holds, guarded by its one lock. Methods that change what readers see return the readers to be woken.
struct InMemoryState {
    struct AssignedReader {
        enum Position { case at(Int64), stopped }
        var positions: [TopicPartition: Position] = [:]
        var order: [TopicPartition] = []
        var cursor = 0
    }

    var topics: [String: InMemoryTopic] = [:]
    var groups: [String: InMemoryGroup] = [:]
    var readers: [Int: AssignedReader] = [:]
    var bells: [Int: Wakeup] = [:]
    var nextClient = 1
    var isUnreachable = false
    /// What groups without members have read, for tools.
    var publishedOffsets: [String: [TopicPartition: Int64]] = [:]
    let retainedBytes: Int?

    init(retainedBytes: Int?) { self.retainedBytes = retainedBytes }

    func partition(_ source: TopicPartition) -> InMemoryPartition? {
        guard let topic = topics[source.topic], topic.contains(source.partition) else { return nil }
        return topic.partitions[Int(source.partition)]
    }

    /// Writes one record; `copies` 0 acknowledges without writing.
    mutating func append(_ record: OutgoingRecord, copies: Int, now: Timestamp) -> Result<Delivery, FleetError> {
        if isUnreachable { return .failure(FleetError(BrokerFailure.unreachable, .transient, "\(record.topic): no broker answers")) }
        // Taken out and put back, so that the log is changed in place and not copied.
        guard var topic = topics.removeValue(forKey: record.topic) else { return .failure(Self.unknown(record.topic)) }
        defer { topics[record.topic] = topic }
        let partition = topic.partition(for: record)
        guard topic.contains(partition) else { return .failure(Self.unknown("\(record.topic)-\(partition)")) }
        let source = TopicPartition(topic: record.topic, partition: partition)
        let first = topic.partitions[Int(partition)].high
        for _ in 0..<copies {
            let written = Record(
                source: source, offset: topic.partitions[Int(partition)].high, key: record.key, value: record.value ?? [],
                headers: record.headers, timestamp: now, isTombstone: record.value == nil)
            let size = InMemoryPartition.size(of: written)
            guard size <= topic.maximumRecordBytes else {
                return .failure(
                    FleetError(
                        BrokerFailure.recordTooLarge, .permanent,
                        "\(record.topic): the record has \(size) bytes, the topic takes \(topic.maximumRecordBytes)"))
            }
            topic.partitions[Int(partition)].append(written, keeping: retainedBytes)
        }
        return .success(Delivery(source: source, offset: first))
    }

    static func unknown(_ what: String) -> FleetError {
        FleetError(BrokerFailure.topicUnknown, .permanent, "\(what): the broker has no such topic or partition", hint: "create the topic")
    }

    /// The bells of those who read `topic`, in the order of their making.
    func bells(reading topic: String) -> [Wakeup] {
        let ids = bells.keys.filter { id in
            if let reader = readers[id] { return reader.order.contains { $0.topic == topic } }
            return groups.values.contains { group in group.members.contains { $0.id == id && $0.topics.contains(topic) } }
        }
        return ids.sorted().compactMap { bells[$0] }
    }

    var allBells: [Wakeup] { bells.keys.sorted().compactMap { bells[$0] } }

    /// Puts a topic in, in the place of one of its name, and shares its partitions anew in every group that reads it.
    mutating func install(_ topic: InMemoryTopic) {
        let name = topic.specification.name
        if topics[name] != nil {
            for (group, content) in groups { groups[group]?.committed = content.committed.filter { $0.key.topic != name } }
        }
        topics[name] = topic
        rebalance(reading: name)
    }

    mutating func rebalance(reading topic: String) {
        for name in groups.keys.sorted() where groups[name]?.members.contains(where: { $0.topics.contains(topic) }) == true {
            rebalance(group: name)
        }
    }

    mutating func rebalance(group name: String) {
        guard let group = groups[name] else { return }
        let wanted = Set(group.members.flatMap { $0.topics })
        let partitions = wanted.flatMap { topic in
            (topics[topic]?.partitions.indices ?? 0..<0).map { TopicPartition(topic: topic, partition: Int32($0)) }
        }
        groups[name]?.rebalance(partitions.sorted())
    }
}
