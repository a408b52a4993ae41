import FleetCore

/// A job of which nothing is with a worker or on the way to one: what it says of its waiting, and the task that tells why it waits.
public struct IdleJob: Sendable, Equatable {
    /// The first task that may be dispatched; else one that is held; else the one that is snoozed for the shortest time.
    public struct NextTask: Sendable, Equatable {
        public let state: WorkTaskState
        public let isHeld: Bool
        public let kind: WorkKind
        /// Capabilities that a worker must have: a JSON list.
        public let needs: String
        public let readyAt: Timestamp
        /// JSON.
        public let error: String?
    }

    public let id: JobID
    public let waitingReason: String?
    public let waitingUntil: Timestamp?
    public let waitingFrees: String?
    public let next: NextTask
}
