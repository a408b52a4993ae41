/// Why an execution is ended from outside.
enum StopReason: Sendable, Equatable {
    /// Somebody else holds the attempt: end, and say nothing.
    case fenced
    /// The job was cancelled: end, and give back.
    case cancelled
    /// The process leaves and the grace period is over.
    case graceOver
    /// The task's own time limit is over.
    case timedOut
}
