import FleetCore

/// What is done once in a write, when all else of it is done: what tells how something stands need not be made for each step on the way.
extension StoreTransaction {
    typealias Ending = (name: String, work: (StoreTransaction) throws -> Void)

    /// Does `work` before the write is committed; of several under one name the first stays and the others are dropped. It is dropped with the part
    /// of the write that asked for it. What it throws fails the write.
    public func atEnd(_ name: String, _ work: @escaping (StoreTransaction) throws -> Void) throws {
        try checkChange([])
        guard known.endingNames[name] == nil else { return }
        known.endingNames[name] = true
        known.endings.append((name, work))
    }

    /// Does what was asked for, in the order in which it was; and what that asks for itself.
    func runEndings() throws {
        while !known.endings.isEmpty {
            for ending in known.endings.takeAll() {
                known.endingNames[ending.name] = nil
                try ending.work(self)
            }
        }
    }
}
