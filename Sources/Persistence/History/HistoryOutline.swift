/// A tenant's history at one moment, without its records.
struct HistoryOutline: Sendable {
    let head: HistoryHeadRow?
    /// The record with the highest number.
    let newest: HistoryRow?
    /// Records of an earlier release that are there.
    let olderCount: Int64
    /// A record without a number that no earlier release wrote.
    let unchained: HistoryRow?
    let hasJobs: Bool

    /// What is wrong without looking at the chain itself.
    var fault: HistoryFault? {
        guard let head else {
            if let newest { return HistoryFault(.headChanged, number: newest.number ?? 0, record: newest) }
            if let unchained { return HistoryFault(.unchained, number: 0, record: unchained) }
            return hasJobs ? HistoryFault(.cutOff, number: 1, record: nil) : nil
        }
        if olderCount != head.olderCount { return HistoryFault(.deleted, number: 0, record: nil) }
        if let unchained { return HistoryFault(.unchained, number: head.number, record: unchained) }
        return nil
    }

    /// What is wrong about the chain's end, once every record up to the head is right.
    func fault(after last: HistoryRow?) -> HistoryFault? {
        guard let head else { return nil }
        let reached = last?.number ?? 0
        if reached < head.number { return HistoryFault(.cutOff, number: reached + 1, record: nil) }
        if let newest, let number = newest.number, number > head.number { return HistoryFault(.headChanged, number: number, record: newest) }
        if let last, last.digest != head.digest { return HistoryFault(.headChanged, number: reached, record: last) }
        return nil
    }
}
