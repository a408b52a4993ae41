import FleetCore

extension StoreTransaction {
    /// Records that a message is handled in this transaction.
    /// - Returns: false where it was handled before: then nothing else may be changed for it.
    public func recordMessage(_ message: InboxRow) throws -> Bool {
        try IndexedText.check(message.messageID, "the message's identity")
        if try cached(message.messageID, "WHERE message_id = ?", [message.messageID.sql]) as InboxRow? != nil { return false }
        try insertCached(message)
        return true
    }

    public func handledMessage(_ id: String) throws -> InboxRow? { try row("WHERE message_id = ?", [id.sql]) }

    /// Forgets messages that were handled before a time; the topic's retention must be over by then.
    /// - Returns: how many were forgotten, at most `limit`.
    public func forgetMessages(before time: Timestamp, limit: Int) throws -> Int {
        try change(
            "DELETE FROM inbox WHERE message_id IN (SELECT message_id FROM inbox WHERE handled_at < ? ORDER BY handled_at LIMIT ?) RETURNING message_id",
            [time.sql, limit.sql]
        ).count
    }

    /// The key that a tenant used, and for what.
    public func idempotency(tenant: TenantName, key: String) throws -> IdempotencyRow? {
        try cached(TenantKey(tenant: tenant, key: key), "WHERE tenant = ? AND key = ?", [tenant.sql, key.sql])
    }

    public func insert(_ key: IdempotencyRow) throws {
        try IndexedText.check(key.key, "the idempotency key")
        try insertCached(key)
    }
}
