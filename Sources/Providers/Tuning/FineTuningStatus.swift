import FleetCore

/// Where a remote job is.
public struct FineTuningStatus: Sendable, Equatable {
    public enum State: String, Codable, Sendable {
        case pending, running, paused, succeeded, failed, cancelled
        /// A word that this release does not know: go on polling.
        case unknown

        public var isTerminal: Bool { self == .succeeded || self == .failed || self == .cancelled }
    }

    public struct Event: Sendable, Equatable {
        public var message: String
        /// Newest figures of the training, such as `train_loss`; empty for a plain line.
        public var figures: [String: Double]
        /// The provider's name of the line; nil where it has none.
        public var id: String?

        public init(message: String, figures: [String: Double], id: String? = nil) {
            self.id = id
            self.message = message
            self.figures = figures
        }
    }

    public var state: State
    /// The provider's own word for the state.
    public var remoteState: String
    /// Oldest first.
    public var events: [Event]
    /// Seconds since 1970 at which the provider expects the end.
    public var estimatedFinish: Double?
    public var trainedTokens: Int64?
    /// The new model's name, once it is there.
    public var model: String?
    /// What the provider itself says it charged; nil where it does not.
    public var cost: Money?
    /// Why it failed.
    public var failure: FleetError?

    public init(
        state: State, remoteState: String, events: [Event] = [], estimatedFinish: Double? = nil, trainedTokens: Int64? = nil,
        model: String? = nil, cost: Money? = nil, failure: FleetError? = nil
    ) {
        self.state = state
        self.remoteState = remoteState
        self.events = events
        self.estimatedFinish = estimatedFinish
        self.trainedTokens = trainedTokens
        self.model = model
        self.cost = cost
        self.failure = failure
    }
}
