import FleetCore

extension StoreTransaction {
    /// The fleet that this store belongs to; nil before the first start.
    public func fleet() throws -> FleetRow? { try row("LIMIT 1") }

    /// Says once to which fleet this store belongs.
    public func insert(_ fleet: FleetRow) throws { try insertRow(fleet) }

    /// Who reigns now.
    public func leadership() throws -> LeadershipRow {
        let answer = try query("SELECT l.term, l.holder, h.beats, h.updated_at FROM leadership l JOIN heartbeat h ON h.id = l.id WHERE l.id = 1")
        guard let first = answer.first else { throw Self.noLeadership }
        var reader = SQLRowReader(first, place: "leadership")
        return LeadershipRow(term: try reader.next(), holder: try reader.next(), beats: try reader.next(), updatedAt: try reader.next())
    }

    /// All reigns, the newest first.
    public func terms(limit: Int) throws -> [TermRow] { try rows("ORDER BY number DESC LIMIT ?", [limit.sql]) }

    /// The reigning term, its row locked until the transaction ends: a later claim waits, and so does any other writer.
    func lockTerm() throws -> Term {
        guard let term = try column("SELECT term FROM leadership WHERE id = 1\(dialect.forUpdate)", of: Term.self).first else {
            throw Self.noLeadership
        }
        return term
    }

    func claimTerm(holder: String, at time: Timestamp) throws -> Term {
        let next = Term(try lockTerm().number + 1)
        try change("UPDATE leadership SET term = ?, holder = ? WHERE id = 1", [next.sql, holder.sql])
        try change("UPDATE heartbeat SET beats = beats + 1, updated_at = ? WHERE id = 1", [time.sql])
        try insertRow(TermRow(number: next.number, holder: holder, startedAt: time))
        return next
    }

    func beat(at time: Timestamp) throws {
        try change("UPDATE heartbeat SET beats = beats + 1, updated_at = ? WHERE id = 1", [time.sql])
    }

    private static var noLeadership: FleetError {
        FleetError("store_unreadable", .fatal, "the row of `leadership` is missing", hint: "restore a backup of the state store")
    }
}
