/// The calls of which the library holds records. It gets a number for each record, never an object of ours, so that nothing leaks where no
/// report comes. The numbers of one call follow each other, and none is given twice: a late report finds nothing.
struct InFlightBatches {
    private struct Entry {
        let numbers: Range<UInt>
        /// Nil once all its records have an outcome.
        var batch: DeliveryBatch?
    }

    /// In the order of their numbers.
    private var entries: [Entry] = []
    private var finished = 0
    private var next: UInt = 1
    /// Where the last number was found: reports come together.
    private var last = 0

    /// The number of the first record of a call.
    mutating func begin(_ batch: DeliveryBatch) -> UInt {
        let first = next
        next += UInt(batch.records.count)
        entries.append(Entry(numbers: first..<next, batch: batch))
        return first
    }

    /// The record of a number that has no outcome yet.
    mutating func find(_ number: UInt) -> (batch: DeliveryBatch, index: Int)? {
        if last >= entries.count || !entries[last].numbers.contains(number) {
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].numbers.upperBound <= number { low = middle + 1 } else { high = middle }
            }
            last = low
        }
        guard last < entries.count, entries[last].numbers.contains(number), let batch = entries[last].batch else { return nil }
        return (batch, Int(number - entries[last].numbers.lowerBound))
    }

    /// All records of the call that has this number have an outcome.
    mutating func end(_ number: UInt) {
        guard find(number) != nil else { return }
        entries[last].batch = nil
        finished += 1
        // Others may have come behind one that still waits.
        if finished * 2 > entries.count {
            entries.removeAll { $0.batch == nil }
            finished = 0
        }
    }

    mutating func removeAll() -> [DeliveryBatch] {
        defer {
            entries = []
            finished = 0
        }
        return entries.compactMap(\.batch)
    }
}
