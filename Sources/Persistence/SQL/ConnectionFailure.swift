import FleetCore

/// What a failure of a statement means for the transaction around it.
enum ConnectionFailure {
    /// The closure may be run again from the start: a deadlock, a serialization failure, a connection lost before COMMIT.
    static let conflict: FleetError.Code = "store_conflict"
    /// The connection is gone; nothing was committed.
    static let lost: FleetError.Code = "store_unavailable"
    /// The disk or the file is at fault: no savepoint saves what stands beside it.
    static let full: FleetError.Code = "store_full"
    static let corrupt: FleetError.Code = "store_corrupt"
    static let busy: FleetError.Code = "store_busy"
    static let unknown: FleetError.Code = "commit_unknown"

    /// The whole transaction is over, not only the statement.
    static func endsTransaction(_ error: FleetError) -> Bool {
        [conflict, lost, full, corrupt, busy, unknown].contains(error.code)
    }

    /// Nothing was changed, and another try may work.
    static func mayRunAgain(_ error: FleetError) -> Bool { error.code == conflict || error.code == lost }
}
