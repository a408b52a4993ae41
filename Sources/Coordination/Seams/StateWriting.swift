import FleetCore
import Persistence

/// How everything in the coordinator writes state: under the reigning term, with what follows in memory applied after COMMIT and the loops woken.
/// Implemented by `StateWriter` in Reigning. Whoever calls `StateStore.write` past it wakes nobody.
public protocol StateWriting: Sendable {
    /// The reign; nil for a standby.
    var term: Term? { get }

    /// Changes state: all of `body` is committed, or nothing. As with `StateStore.write`, it may run more than once.
    /// - Throws: what `body` throws; `FleetError` `not_reigning` (transient) for a standby, and those of `StateStore.write`.
    func write<Value: Sendable>(_ label: String, _ body: @escaping @Sendable (any JobControl) throws -> Value) async throws -> Value
}
