import FleetCore

/// The bad days of a broker, for tests and simulation.
extension InMemoryBroker {
    /// Asks `decide` about every record from now on; nil ends it. It is called in the order of the sends.
    public func onProduce(_ decide: (@Sendable (OutgoingRecord) -> ProduceFault)?) { rule.withLock { $0 = decide } }

    /// Takes all partitions of a group from all members and shares them anew.
    public func forceRebalance(of group: String) { change { $0.rebalance(group: group) } }

    /// Puts a member out of its group, as a missed session time-out does: the others get its partitions at once, its commits are fenced,
    /// and it learns of it (`revoked`) and joins again at its next event.
    public func expel(clientName: String, from group: String) {
        change { state in
            guard let index = state.groups[group]?.members.firstIndex(where: { $0.clientName == clientName }) else { return }
            state.groups[group]?.expel(at: index)
            state.rebalance(group: group)
        }
    }

    /// Drops the records of a partition before `offset`, as retention does.
    public func trim(_ source: TopicPartition, before offset: Int64) {
        change { state in
            guard state.partition(source) != nil else { return }
            state.topics[source.topic]?.partitions[Int(source.partition)].trim(before: offset)
        }
    }

    /// Deletes a topic and makes it again, empty, with the same settings: offsets start at 0, committed offsets are gone.
    public func recreate(_ topic: String) {
        change { state in
            guard let specification = state.topics[topic]?.specification else { return }
            state.install(InMemoryTopic(specification))
        }
    }

    /// Starts the broker anew without its memory, as a memory-only one that was killed: a new cluster identity, the same topics without records,
    /// no committed offsets. Clients are connected again by themselves: groups are shared anew, self-assigned readers go on where they stood.
    public func restartWithoutMemory() {
        beginLife()
        change { state in
            for name in state.topics.keys.sorted() {
                guard let specification = state.topics[name]?.specification else { continue }
                state.topics[name] = InMemoryTopic(specification)
            }
            for name in state.groups.keys.sorted() {
                state.groups[name]?.committed = [:]
                state.rebalance(group: name)
            }
        }
    }

    /// Readers see nothing that is written to this partition from now on, until `reveal`: lag, without losing the order.
    public func hide(_ source: TopicPartition) {
        change { state in
            guard let log = state.partition(source) else { return }
            state.topics[source.topic]?.partitions[Int(source.partition)].hiddenFrom = log.high
        }
    }

    /// Ends `hide`.
    public func reveal(_ source: TopicPartition) {
        change { state in
            guard state.partition(source) != nil else { return }
            state.topics[source.topic]?.partitions[Int(source.partition)].hiddenFrom = nil
        }
    }

    /// While true no call gets through: sends, commits and administration fail as transient, readers see nothing. Nothing is lost by it.
    public func setUnreachable(_ unreachable: Bool) { change { $0.isUnreachable = unreachable } }

    /// How far a group says that its topics are read: what `publish(offsets:of:)` has told.
    public func publishedOffsets(of group: String) -> [TopicPartition: Int64] { state.withLock { $0.publishedOffsets[group] ?? [:] } }
}
