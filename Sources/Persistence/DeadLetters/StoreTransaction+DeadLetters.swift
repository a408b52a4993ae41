import FleetCore

extension StoreTransaction {
    /// Keeps a dead letter, and lets go of the tenant's oldest ones where that makes too many: their number and size are bounded, whatever comes in.
    /// - Returns: false where it is known already.
    @discardableResult
    public func keep(_ letter: DeadLetterRow, _ content: DeadLetterContentRow, atMost letters: Int, bytes: Int64) throws -> Bool {
        guard try insertRowIfAbsent(letter) else { return false }
        try insertRow(content)
        try count(letter.tenant, letters: 1, bytes: Int64(content.size))
        while let (known, size) = try deadLetterTotals(of: letter.tenant), known > letters || (size > bytes && known > 1) {
            let oldest: [DeadLetterRow] = try rows("WHERE tenant = ? ORDER BY created_at, id LIMIT 20", [letter.tenant.sql])
            // One by one: no more goes than must. The newest one stays in any case.
            guard let first = oldest.first(where: { $0.id != letter.id }) else { break }
            try forget(first)
        }
        return true
    }

    public func deadLetter(_ id: String) throws -> DeadLetterRow? { try row("WHERE id = ?", [id.sql]) }

    public func deadLetterContent(_ id: String) throws -> DeadLetterContentRow? { try row("WHERE id = ?", [id.sql]) }

    /// Writes what was done about a letter.
    public func update(_ letter: DeadLetterRow) throws { try updateRow(letter) }

    /// A tenant's letters, the newest first; a page goes on behind the cursor.
    public func deadLetters(
        of tenant: TenantName, in state: DeadLetterState? = nil, before cursor: DeadLetterCursor? = nil, limit: Int
    ) throws -> [DeadLetterRow] {
        let place = cursor ?? DeadLetterCursor(createdAt: Timestamp(milliseconds: .max), id: "")
        let behind = "(created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?"
        if let state {
            return try rows("WHERE tenant = ? AND state = ? AND \(behind)", [tenant.sql, state.sql, place.createdAt.sql, place.id.sql, limit.sql])
        }
        return try rows("WHERE tenant = ? AND \(behind)", [tenant.sql, place.createdAt.sql, place.id.sql, limit.sql])
    }

    /// Lets go of letters that are older than `time`, at most `limit`.
    /// - Returns: how many.
    @discardableResult
    public func forgetDeadLetters(before time: Timestamp, limit: Int) throws -> Int {
        let old: [DeadLetterRow] = try rows("WHERE created_at < ? ORDER BY created_at, id LIMIT ?", [time.sql, limit.sql])
        for letter in old { try forget(letter) }
        return old.count
    }

    /// Letters about which nothing was done yet, of all tenants.
    public func newDeadLetterCount() throws -> Int { try column("SELECT COUNT(*) FROM dead_letters WHERE state = 'new'", of: Int.self).first ?? 0 }

    /// How many letters of a tenant are kept, and what they take in bytes.
    func deadLetterTotals(of tenant: TenantName) throws -> (letters: Int, bytes: Int64)? {
        guard let row = try query("SELECT letters, bytes FROM dead_letter_totals WHERE tenant = ?", [tenant.sql]).first else { return nil }
        var reader = SQLRowReader(row, place: "dead_letter_totals")
        return (try reader.next(), try reader.next())
    }

    private func forget(_ letter: DeadLetterRow) throws {
        let size = try deadLetterContent(letter.id)?.size ?? 0
        try change("DELETE FROM dead_letter_contents WHERE id = ?", [letter.id.sql])
        try change("DELETE FROM dead_letters WHERE id = ?", [letter.id.sql])
        try count(letter.tenant, letters: -1, bytes: -Int64(size))
    }

    private func count(_ tenant: TenantName, letters: Int, bytes: Int64) throws {
        try change(
            """
            INSERT INTO dead_letter_totals (tenant, letters, bytes) VALUES (?, ?, ?) ON CONFLICT (tenant) \
            DO UPDATE SET letters = dead_letter_totals.letters + excluded.letters, bytes = dead_letter_totals.bytes + excluded.bytes
            """, [tenant.sql, letters.sql, bytes.sql])
    }
}
