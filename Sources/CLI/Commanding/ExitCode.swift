import FleetCore

/// What the exit code of a command says.
public enum ExitCode {
    public static let success: Int32 = 0
    /// The job failed, or the command did.
    public static let failed: Int32 = 1
    /// The document or the command line was refused.
    public static let rejected: Int32 = 2
    /// The job succeeded, its gates did not pass.
    public static let gatesFailed: Int32 = 3
    public static let cancelled: Int32 = 4
    /// The fleet could not be reached.
    public static let unreachable: Int32 = 5

    /// By the job's state and verdict, as its snapshot has them.
    public static func of(state: JobState, verdict: String?) -> Int32 {
        switch state {
        case .succeeded: verdict == "gates_failed" ? gatesFailed : success
        case .failed: failed
        case .rejected: rejected
        case .cancelled: cancelled
        case .submitted, .validating, .running, .paused, .waiting, .cancelling: failed
        }
    }

    public static func of(_ error: FleetError) -> Int32 {
        switch error.code {
        // A fleet that ends, or takes nothing now, says nothing about a job.
        case "fleet_unreachable", "shutting_down", "overloaded": unreachable
        default: error.disposition == .rejected ? rejected : failed
        }
    }
}
