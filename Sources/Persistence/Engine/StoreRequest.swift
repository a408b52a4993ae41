import FleetCore

/// One closure that waits for its transaction. Its result is kept until it is known whether the transaction was committed.
protocol StoreRequest: AnyObject, Sendable {
    var label: String { get }
    var term: Term? { get }

    /// Nobody waits for it any more, and it has not begun.
    var isAbandoned: Bool { get }

    /// Runs the closure; what it gives is kept.
    func run(in transaction: StoreTransaction) throws

    /// The transaction is over: gives the kept result to whoever waits.
    func succeed()

    /// Nothing of it was done, or nobody knows: whoever waits gets the error.
    func fail(_ error: any Error)
}
