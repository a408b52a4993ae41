import FleetCore

/// `modelops.permit.granted` and `modelops.permit.denied`: the answer to the acceptance of a chargeable task, for one execution only.
public struct PermitAnswer: Codable, Sendable, Equatable {
    public var fleet: FleetID
    /// A lower term than one seen before is ignored.
    public var term: Term
    public var token: ExecutionToken
    public var intent: IntentKey
    public var createNumber: Int
    /// For a denial: why.
    public var reason: String?

    public init(fleet: FleetID, term: Term, token: ExecutionToken, intent: IntentKey, createNumber: Int, reason: String? = nil) {
        self.fleet = fleet
        self.term = term
        self.token = token
        self.intent = intent
        self.createNumber = createNumber
        self.reason = reason
    }

    enum CodingKeys: String, CodingKey {
        case fleet, term, token, intent, reason
        case createNumber = "create_number"
    }
}

/// `modelops.execution.stop`: ends local work of one execution; nothing at a provider is cancelled by it.
public struct ExecutionStop: Codable, Sendable, Equatable {
    public enum Reason: String, Codable, Sendable {
        /// Another execution is bound, or the attempt is over: stop silently.
        case fenced
        /// The job was cancelled: stop and report `interrupted`.
        case cancelled
    }
    public var fleet: FleetID
    public var term: Term
    public var token: ExecutionToken
    public var reason: Reason

    public init(fleet: FleetID, term: Term, token: ExecutionToken, reason: Reason) {
        self.fleet = fleet
        self.term = term
        self.token = token
        self.reason = reason
    }
}

/// `modelops.term.started`: a new coordinator reigns and asks every worker to beat at once.
public struct TermStarted: Codable, Sendable, Equatable {
    public var fleet: FleetID
    public var term: Term

    public init(fleet: FleetID, term: Term) {
        self.fleet = fleet
        self.term = term
    }
}
