import FleetCore

extension StoreTransaction {
    /// A part of the transaction that is undone by itself where `body` throws; the rest goes on.
    /// - Throws: what `body` throws.
    public func nested<Value>(_ body: () throws -> Value) throws -> Value {
        // What was changed before is written now: neither its refusal nor its undoing belongs to this part.
        try settle()
        let before = heads.state
        try mark("SAVEPOINT part")
        do {
            let value = try body()
            try settle()
            try mark("RELEASE SAVEPOINT part")
            return value
        } catch {
            if let known = error as? FleetError, ConnectionFailure.endsTransaction(known) { throw error }
            try undoPart()
            heads.state = before
            throw error
        }
    }
}
