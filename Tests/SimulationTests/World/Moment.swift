import FleetTesting

/// Something that happens when the work on a job comes to a certain point: unlike a time, a point that every seed meets.
struct Moment: Sendable {
    enum Deed: Sendable {
        /// The work stands still, and that is all.
        case none
        /// Whoever sent the job asks for `cancel`, `pause` or `resume`.
        case command(String)
        /// A fault at a call that is counted from now on; `isHere`: made by the worker that is at the point.
        case force(ForcedFault, isHere: Bool = false)
        /// The worker that is at the point is told to leave.
        case drain
        /// All processes whose role begins so stand still.
        case stand(String, Duration)
        case disaster(Disaster)
        /// The provider is taken out of the settings, and the coordinators are started with the new ones.
        case withdraw(String)
        /// Somebody cancels the inventory that is being taken.
        case cancelInventory
    }

    /// A step of a stage: `plan`, `shard`, `upload`, `create`, `poll`, `collect`, `run`, `inventory`, …
    let step: String
    /// Of the executions of that step for the job, from 1.
    var occurrence = 1
    /// So long after the point was reached.
    var after: Duration = .zero
    /// The work stands still at the point for so long, so that what happens finds it there.
    var holds: Duration = .zero
    let deed: Deed
}
