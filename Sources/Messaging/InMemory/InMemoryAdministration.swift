import FleetCore

/// What there is on an `InMemoryBroker`.
struct InMemoryAdministration: BrokerAdministration {
    let broker: InMemoryBroker

    func clusterIdentity() async throws -> String { broker.incarnation }

    func partitionCounts(of topics: [String]?) async throws -> [String: Int32] {
        try read { state in
            let names = topics ?? Array(state.topics.keys)
            return .success(names.reduce(into: [:]) { counts, name in counts[name] = state.topics[name].map { Int32($0.partitions.count) } })
        }
    }

    func offsets(of partitions: [TopicPartition]) async throws -> [TopicPartition: OffsetRange] {
        try read { state in
            var ranges: [TopicPartition: OffsetRange] = [:]
            for source in partitions {
                guard let log = state.partition(source) else { return .failure(InMemoryState.unknown(source.description)) }
                ranges[source] = OffsetRange(low: log.low, high: log.high)
            }
            return .success(ranges)
        }
    }

    func publish(offsets: [TopicPartition: Int64], of group: String) async throws {
        try read { _ in .success(()) }
        broker.change { $0.publishedOffsets[group, default: [:]].merge(offsets) { _, new in new } }
    }

    func create(_ topics: [TopicSpecification]) async throws {
        for topic in topics where topic.partitions < 1 {
            throw FleetError(BrokerFailure.invalidRequest, .rejected, "\(topic.name): a topic has at least one partition")
        }
        try read { _ in .success(()) }
        broker.change { state in
            for topic in topics where state.topics[topic.name] == nil { state.install(InMemoryTopic(topic)) }
        }
    }

    func describe(_ topics: [String]) async throws -> [String: TopicSpecification] {
        try read { state in .success(topics.reduce(into: [:]) { found, name in found[name] = state.topics[name]?.specification }) }
    }

    func alter(_ topic: TopicSpecification) async throws {
        try read { state in state.topics[topic.name] == nil ? .failure(InMemoryState.unknown(topic.name)) : .success(()) }
        broker.change { state in
            let before = state.topics[topic.name]?.specification.partitions ?? 0
            state.topics[topic.name]?.specification.settings.merge(topic.settings) { _, new in new }
            state.topics[topic.name]?.raise(to: topic.partitions)
            if topic.partitions > before { state.rebalance(reading: topic.name) }
        }
    }

    private func read<Value: Sendable>(_ body: (InMemoryState) -> Result<Value, FleetError>) throws -> Value {
        try broker.state.withLock { state -> Result<Value, FleetError> in
            if state.isUnreachable { return .failure(FleetError(BrokerFailure.unreachable, .transient, "no broker answers")) }
            return body(state)
        }.get()
    }
}
