import FleetCore

extension StoreTransaction {
    /// A part of the transaction that is undone by itself where `body` throws; the rest goes on.
    /// - Throws: what `body` throws.
    public func nested<Value>(_ body: () throws -> Value) throws -> Value {
        let before = heads.state
        try mark("SAVEPOINT part")
        do {
            let value = try body()
            try checkIntegrity()
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
