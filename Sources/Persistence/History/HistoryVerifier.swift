import FleetCore

/// Follows a chain record by record and stops at the first one that is not right. Pure: the records are handed in, in the order of their numbers.
struct HistoryVerifier: Sendable {
    private(set) var last: HistoryRow?
    private(set) var fault: HistoryFault?
    private let origin: String

    /// - Parameter last: the record behind which to begin, verified before; nil: from the first.
    init(head: HistoryHeadRow, last: HistoryRow? = nil) {
        origin = HistoryChain.origin(head)
        self.last = last
    }

    mutating func take(_ row: HistoryRow) {
        guard fault == nil else { return }
        let expected = (last?.number ?? 0) + 1
        let before = last == nil ? origin : last?.digest ?? ""
        let number = row.number ?? 0
        if number > expected {
            fault = HistoryFault(.deleted, number: expected, record: nil)
        } else if number < expected || row.previous != before || row.id <= (last?.id ?? 0) {
            // Consistent in itself means moved; a link that was written over by hand is an edit.
            let isItself = row.digest == HistoryChain.digest(of: row, after: row.previous ?? "")
            fault = HistoryFault(isItself ? .reordered : .edited, number: number, record: row)
        } else if row.digest != HistoryChain.digest(of: row, after: before) {
            fault = HistoryFault(.edited, number: number, record: row)
        } else {
            last = row
        }
    }
}
