import FleetCore

/// Why a job waits, and what would free it.
enum WaitingReason: Sendable, Equatable {
    case budget
    case noWorker(WorkKind)
    case noMatchingWorker(WorkKind, needs: [String])
    case retry
    /// What is missing must be mended by a person.
    case blocked(String)
    case rateLimit
    case brokerUnreachable
    case busy(WorkKind)

    /// The word in the status.
    var code: String {
        switch self {
        case .budget: "budget"
        case .noWorker: "no_worker"
        case .noMatchingWorker: "no_matching_worker"
        case .retry: "retry"
        case .blocked: "blocked"
        case .rateLimit: "rate_limited"
        case .brokerUnreachable: "broker_unreachable"
        case .busy: "busy"
        }
    }

    /// What would free the job, for people.
    var frees: String {
        switch self {
        case .budget: "a larger budget, or the end of what has reserved it"
        case .noWorker(let kind): "starting a worker of the kind \(kind.rawValue)"
        case .noMatchingWorker(let kind, let needs): "a worker of the kind \(kind.rawValue) that can do \(needs.joined(separator: ", "))"
        case .rateLimit: "the end of the time for which the provider asked to be left alone"
        case .retry: "the next try, or the next look at the provider"
        case .blocked(let what): what
        case .brokerUnreachable: "the broker's return"
        case .busy(let kind): "a free slot of a worker of the kind \(kind.rawValue)"
        }
    }
}
