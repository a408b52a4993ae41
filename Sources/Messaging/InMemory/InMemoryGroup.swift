import FleetCore

/// A consumer group with eager rebalancing: every change of its members or partitions takes all partitions from all members and shares them anew.
struct InMemoryGroup {
    struct Member {
        let id: Int
        let clientName: String
        let topics: Set<String>
        /// Where reading goes on, of the partitions that the reader was told it owns.
        var positions: [TopicPartition: Int64] = [:]
        /// Sorted keys of `positions`, and which of them is asked first the next time.
        var owned: [TopicPartition] = []
        var cursor = 0
        /// The newest generation that the reader was told.
        var generation: Int32 = -1
        var holdsAssignment = false
        var owesRevoke = false
        var share: [TopicPartition]?
        /// Out of the group without knowing it: it joins again after it was told.
        var isExpelled = false
    }

    private(set) var generation: Int32 = 0
    var members: [Member] = []
    var committed: [TopicPartition: Int64] = [:]

    func index(of id: Int) -> Int? { members.firstIndex { $0.id == id } }

    /// Shares `partitions` (sorted) round-robin among the members that subscribe to their topics. A new generation begins.
    mutating func rebalance(_ partitions: [TopicPartition]) {
        generation += 1
        var shares: [Int: [TopicPartition]] = [:]
        let present = members.filter { !$0.isExpelled }
        var turn = 0
        for partition in partitions where present.contains(where: { $0.topics.contains(partition.topic) }) {
            while !present[turn % present.count].topics.contains(partition.topic) { turn += 1 }
            shares[present[turn % present.count].id, default: []].append(partition)
            turn += 1
        }
        for index in members.indices where !members[index].isExpelled {
            takeAway(at: index)
            members[index].share = shares[members[index].id] ?? []
        }
    }

    /// Puts the member out of the group, as a missed session time-out does; it learns of it at its next event.
    mutating func expel(at index: Int) {
        takeAway(at: index)
        members[index].share = nil
        members[index].isExpelled = true
    }

    private mutating func takeAway(at index: Int) {
        if members[index].holdsAssignment { members[index].owesRevoke = true }
        members[index].holdsAssignment = false
        members[index].positions = [:]
        members[index].owned = []
    }

    /// The member is told its share: it reads from `positions` on.
    mutating func accept(_ positions: [TopicPartition: Int64], at index: Int) {
        members[index].share = nil
        members[index].holdsAssignment = true
        members[index].generation = generation
        members[index].positions = positions
        members[index].owned = positions.keys.sorted()
        members[index].cursor = 0
    }

    /// Commits what the member owns; nil when the group has moved on.
    mutating func commit(_ offsets: [TopicPartition: Int64], by index: Int) -> Bool {
        let member = members[index]
        guard member.holdsAssignment, member.generation == generation else { return member.generation < 0 || isSettled(member) }
        for (partition, offset) in offsets where member.positions[partition] != nil { committed[partition] = offset }
        return true
    }

    /// The reader knows that it owns nothing: a commit then concerns no partition of its own.
    private func isSettled(_ member: Member) -> Bool { !member.owesRevoke && !member.isExpelled && member.share == nil }
}
