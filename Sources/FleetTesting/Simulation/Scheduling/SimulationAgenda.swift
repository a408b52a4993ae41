/// Moments that somebody waits for, the earliest first; equal ones in the order of their tickets.
struct SimulationAgenda: Sendable {
    struct Entry: Sendable, Comparable {
        let at: Duration
        let ticket: UInt64

        static func < (left: Entry, right: Entry) -> Bool { (left.at, left.ticket) < (right.at, right.ticket) }
    }

    /// Latest first, so that the earliest is taken from the end.
    private var entries: [Entry] = []

    var first: Entry? { entries.last }

    mutating func removeFirst() { entries.removeLast() }

    mutating func insert(_ entry: Entry) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] > entry { low = middle + 1 } else { high = middle }
        }
        entries.insert(entry, at: low)
    }
}
