import FleetCore

/// What the two kinds of consumers take out.
extension InMemoryState {
    /// The next event of a group member. An expelled member joins again here, which concerns the others too: the flag says so.
    mutating func takeEvent(group name: String, member id: Int, limit: Int) -> (event: GroupEvent?, others: Bool) {
        guard var group = groups[name], let index = group.index(of: id), !isUnreachable else { return (nil, false) }
        if group.members[index].owesRevoke {
            group.members[index].owesRevoke = false
            groups[name] = group
            return (.revoked, false)
        }
        if group.members[index].isExpelled {
            groups[name]?.members[index].isExpelled = false
            rebalance(group: name)
            return (takeEvent(group: name, member: id, limit: limit).event, true)
        }
        if let share = group.members[index].share {
            var positions: [TopicPartition: Int64] = [:]
            for partition in share { positions[partition] = group.committed[partition] ?? self.partition(partition)?.low ?? 0 }
            group.accept(positions, at: index)
            groups[name] = group
            return (.assigned(share, generation: group.generation), false)
        }
        var records: [Record] = []
        while records.count < limit, let record = nextRecord(for: &group.members[index]) { records.append(record) }
        groups[name] = group
        return (records.isEmpty ? nil : .records(records), false)
    }

    /// Partition by partition in turn, so that a full one does not hide another.
    private func nextRecord(for member: inout InMemoryGroup.Member) -> Record? {
        for step in 0..<member.owned.count {
            let turn = (member.cursor + step) % member.owned.count
            let source = member.owned[turn]
            guard let log = partition(source), var position = member.positions[source] else { continue }
            // Trimmed or made anew below the reader: it goes on with the oldest record there is, as `auto.offset.reset=earliest` does.
            if position < log.low || position > log.high { position = log.low }
            if let record = log.record(at: position) {
                member.positions[source] = position + 1
                member.cursor = turn
                return record
            }
            member.positions[source] = position
        }
        member.cursor = 0
        return nil
    }

    /// What a self-assigned reader gets next.
    mutating func takeAssigned(_ id: Int, limit: Int) -> AssignedEvent? {
        guard var reader = readers[id], !isUnreachable, !reader.order.isEmpty else { return nil }
        defer { readers[id] = reader }
        var batch: [Record] = []
        for step in 0..<reader.order.count {
            let turn = (reader.cursor + step) % reader.order.count
            let source = reader.order[turn]
            guard case .at(var position) = reader.positions[source], let log = partition(source) else { continue }
            if position < log.low || position > log.high {
                if !batch.isEmpty { break }
                reader.positions[source] = .stopped
                return .outOfRange(source)
            }
            while batch.count < limit, let record = log.record(at: position) {
                batch.append(record)
                position += 1
            }
            reader.positions[source] = .at(position)
            if batch.count >= limit {
                reader.cursor = (turn + 1) % reader.order.count
                break
            }
        }
        return batch.isEmpty ? nil : .records(batch)
    }

    /// Sets what a self-assigned reader reads.
    mutating func assign(_ id: Int, _ starts: [TopicPartition: StartPosition]) {
        var reader = AssignedReader()
        reader.order = starts.keys.sorted()
        for (source, start) in starts {
            switch start {
            case .offset(let offset): reader.positions[source] = .at(offset)
            case .earliest: reader.positions[source] = .at(partition(source)?.low ?? 0)
            case .end: reader.positions[source] = .at(partition(source)?.high ?? 0)
            }
        }
        readers[id] = reader
    }
}
