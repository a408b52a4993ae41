import FleetCore

extension StoreTransaction {
    /// A part of the transaction that is undone by itself where `body` throws; the rest goes on.
    ///
    /// The database hears of it only where something of the part is written before its end: what stays in memory is undone there.
    /// - Throws: what `body` throws.
    public func nested<Value>(_ body: () throws -> Value) throws -> Value {
        try checkUse()
        let before = heads.state
        known.mark()
        do {
            let value = try body()
            try endPart()
            known.keep()
            return value
        } catch {
            if let failure = error as? FleetError, ConnectionFailure.endsTransaction(failure) { throw error }
            try undoPart()
            known.undo()
            heads.state = before
            throw error
        }
    }
}
