/// What may happen to a task.
public enum WorkTaskEvent: Sendable, Equatable {
    /// It is being sent: the next attempt begins.
    case dispatched
    case accepted(Fence)
    /// The worker had no free slot.
    case declinedFull(attempt: Int)
    /// The worker cannot read the message.
    case declinedUnreadable(attempt: Int, detail: String)
    case completed(Fence)
    /// - Parameter jitter: a number in 0..<1 for the delay before the next attempt.
    case failed(Fence, FleetError, jitter: Double)
    case snoozed(Fence, Duration)
    case interrupted(Fence)
    /// A beat names the execution.
    case beaten(Fence, hasNewCheckpoint: Bool)
    case leaseExpired(Fence)
    case dispatchDeadlinePassed(attempt: Int)
    /// The broker that the message was given to has forgotten everything.
    case brokerIncarnationChanged
    case cancelRequested
    case timerFired
    /// It can never be done, whatever its state (its message cannot be sent, its job is over).
    case abandoned(FleetError)
}

/// What is to be done after an event.
public enum WorkTaskAction: Sendable, Equatable {
    case send(attempt: Int)
    /// The lease of this execution begins.
    case bind(Fence)
    case renew(Fence)
    /// The lease of this execution is over.
    case unbind(Fence)
    /// A durable timer is to be set.
    case wait(Duration)
    /// The task is over; the error says why, where it failed.
    case end(WorkTaskState, FleetError?)
    case stop(Fence, StopReason)
    /// Nothing was changed; counted by reason.
    case ignore(IgnoreReason)

    public enum StopReason: String, Sendable, Codable { case fenced, cancelled }
    public enum IgnoreReason: String, Sendable, Codable, CaseIterable {
        /// Another attempt is the newest, or another execution is bound.
        case stale
        /// It was applied before.
        case duplicate
        /// The task is over.
        case ended
        /// The event means nothing in this state.
        case outOfPlace
    }
}
