import FleetCore

/// The log of one partition: consecutive offsets from `low` up to, not including, `high`.
struct InMemoryPartition {
    private var records: [Record] = []
    private var head = 0
    private(set) var low: Int64 = 0
    private(set) var bytes = 0
    /// Readers see nothing from this offset on; nil: they see everything.
    var hiddenFrom: Int64?

    var high: Int64 { low + Int64(records.count - head) }

    /// The offset before which readers may read.
    var visibleEnd: Int64 { min(hiddenFrom ?? high, high) }

    /// The record at `offset`, if it is there and visible.
    func record(at offset: Int64) -> Record? {
        guard offset >= low, offset < visibleEnd else { return nil }
        return records[head + Int(offset - low)]
    }

    /// - Parameter bound: bytes kept at most; the newest record stays whatever its size.
    mutating func append(_ record: Record, keeping bound: Int?) {
        records.append(record)
        bytes += Self.size(of: record)
        guard let bound else { return }
        while bytes > bound, records.count - head > 1 { dropOldest() }
    }

    /// Drops what is older than `offset`, as retention does.
    mutating func trim(before offset: Int64) {
        while low < offset, records.count > head { dropOldest() }
    }

    private mutating func dropOldest() {
        bytes -= Self.size(of: records[head])
        head += 1
        low += 1
        if head > 64, head * 2 > records.count {
            records.removeFirst(head)
            head = 0
        }
    }

    /// The size that Kafka's limits are compared with, near enough: bytes of key, value and headers and a fixed overhead.
    static func size(of record: Record) -> Int {
        record.headers.reduce(70 + record.size) { $0 + $1.name.utf8.count + $1.value.count + 4 }
    }
}
