import FleetCore

extension StoreTransaction {
    /// Sets the timer of this kind and subject; a former one is replaced.
    public func setTimer(_ timer: TimerRow) throws {
        try flushTimers()
        try upsertRow(timer)
    }

    public func timer(kind: String, subject: String) throws -> TimerRow? {
        try flushTimers()
        return try row("WHERE kind = ? AND subject = ?", [kind.sql, subject.sql])
    }

    /// Timers whose time has come, the longest due first. What one is due for and its deletion belong into one transaction: then it fires once.
    public func dueTimers(now: Timestamp, limit: Int) throws -> [TimerRow] {
        try flushTimers()
        return try rows("WHERE due_at <= ? ORDER BY due_at, kind, subject LIMIT ?", [now.sql, limit.sql])
    }

    /// Removes a timer, where there is one.
    public func deleteTimer(kind: String, subject: String) throws {
        try checkChange([kind.sql, subject.sql])
        known.endedTimers.append((kind, subject))
    }

    /// Removes the timers that are no longer wanted: many in one statement.
    func flushTimers() throws {
        guard !known.endedTimers.isEmpty else { return }
        let ended = Dictionary(grouping: known.endedTimers.takeAll(), by: \.kind)
        for (kind, timers) in ended.sorted(by: { $0.key < $1.key }) {
            for batch in timers.map(\.subject.sql).batches(of: [64, 8, 1]) {
                let marks = repeatElement("?", count: batch.count).joined(separator: ", ")
                try write([kind.sql] + batch, "DELETE FROM timers WHERE kind = ? AND subject IN (\(marks))")
            }
        }
    }

    /// When the next timer is due; nil where there is none.
    public func nextTimerDue() throws -> Timestamp? {
        try column("SELECT due_at FROM timers ORDER BY due_at, kind, subject LIMIT 1", of: Timestamp.self).first
    }
}
