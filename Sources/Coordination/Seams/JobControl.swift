import FleetCore
import Persistence

/// A change of state as far as people ask for it: its transaction, and what is done to a job as a whole. Machines do it; rows are read
/// anew after a call.
public protocol JobControl {
    var transaction: StoreTransaction { get }

    /// Does a part of the change that is undone by itself where `body` throws: rows, and what follows from them in memory.
    func nested<Value>(_ body: () throws -> Value) throws -> Value

    /// Begins a job whose row is there: makes the stages that are not there yet and plans the first tasks. It is `validating` until its dataset
    /// version stands, `running` then.
    func start(_ id: JobID, actor: String) throws

    /// Asks for a job's end: shows `cancelling` at once, `cancelled` when nothing is left to wait for.
    /// - Returns: the job's state now.
    @discardableResult
    func cancel(_ id: JobID, by actor: String, cause: String) throws -> JobState

    /// Holds what was not dispatched yet; running executions finish.
    func pause(_ id: JobID, by actor: String) throws

    /// Goes on after a pause.
    func resume(_ id: JobID, by actor: String) throws
}

extension JobControl {
    public func nested<Value>(_ body: () throws -> Value) throws -> Value { try transaction.nested(body) }
}
