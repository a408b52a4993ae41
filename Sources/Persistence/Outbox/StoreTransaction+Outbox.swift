import FleetCore

extension StoreTransaction {
    /// Puts a message into the outbox: it is forwarded once this transaction is committed.
    /// Its number orders it behind the messages of its topic and key.
    public func enqueue(_ message: OutboxRow) throws { try insertRow(message) }

    /// Messages to be forwarded, in the order of their numbers: found by their state, never by a cursor.
    /// - Parameter after: goes on behind this number within one round of forwarding.
    public func unsentOutbox(after: Int64 = 0, limit: Int) throws -> [OutboxRow] {
        try rows("WHERE state = 'unsent' AND id > ? ORDER BY id LIMIT ?", [after.sql, limit.sql])
    }

    /// Removes messages that the broker has acknowledged.
    public func markSent(_ ids: [Int64]) throws {
        for batch in ids.batches(of: [256, 64, 8, 1]) {
            let marks = repeatElement("?", count: batch.count).joined(separator: ", ")
            try post("DELETE FROM outbox WHERE id IN (\(marks))", batch.map(\.sql))
        }
    }

    /// Counts a failed try of a message that stays to be forwarded.
    public func countTry(_ id: Int64) throws { try change("UPDATE outbox SET tries = tries + 1 WHERE id = ?", [id.sql]) }

    /// Puts a message aside that cannot be sent as it is.
    public func park(_ id: Int64, error: String) throws {
        try change("UPDATE outbox SET state = 'parked', tries = tries + 1, error = ? WHERE id = ?", [error.sql, id.sql])
    }

    /// Messages that were put aside.
    public func parkedOutbox(after: Int64 = 0, limit: Int) throws -> [OutboxRow] {
        try rows("WHERE state = 'parked' AND id > ? ORDER BY id LIMIT ?", [after.sql, limit.sql])
    }

    /// Gives a message that was put aside another chance.
    public func unpark(_ id: Int64) throws {
        try change("UPDATE outbox SET state = 'unsent', error = NULL WHERE id = ? AND state = 'parked'", [id.sql])
    }

    /// How many messages wait and how many were put aside.
    public func outboxCounts() throws -> [OutboxState: Int] { try counts("SELECT state, COUNT(*) FROM outbox GROUP BY state") }
}
