import FleetCore

extension StoreTransaction {
    /// All offsets, by topic and partition.
    public func offsets() throws -> [OffsetRow] { try rows("ORDER BY topic, partition") }

    public func offsets(of topic: String) throws -> [OffsetRow] { try rows("WHERE topic = ? ORDER BY partition", [topic.sql]) }

    /// Sets where to read on in a partition, in the transaction that applies the records before it.
    public func setOffset(_ offset: OffsetRow) throws { try upsertRow(offset) }

    /// Forgets the offsets of a topic, which is then read from its earliest record.
    public func forgetOffsets(of topic: String) throws { try change("DELETE FROM offsets WHERE topic = ?", [topic.sql]) }
}
