/// A promise that was broken.
enum ProtocolViolation: String, Sendable {
    /// Two chargeable calls.
    case createdTwice = "CREATES=2"
    /// A result counted that was not the bound execution's.
    case fencedApplied = "FENCED_APPLIED"
    /// The lease of a living execution ran out because the coordinator had not read.
    case leaseOfLiving = "LEASE_OF_LIVING"
    /// The dispatch deadline passed over an acceptance that lay unread.
    case deadlineKillsLiving = "DD_KILLS_LIVING"
    /// A living execution was told to stop because its acceptance was read too late.
    case lagStopsLiving = "LAG_STOPS_LIVING"
    /// The result of a living execution that nobody had replaced was refused.
    case resultDropped = "RESULT_OF_LIVE_DROPPED"
    /// A call was made, and its permit says that none was.
    case moneyForgotten = "MONEY_FORGOTTEN"
    /// A second end.
    case endedTwice = "ENDS=2"
    /// The faults are over, and no end is reached.
    case stuck = "NO_END"
}
