import FleetCore
import JSON

/// `modelops.task.completed`
public struct TaskCompleted: Codable, Sendable, Equatable {
    public var fleet: FleetID
    public var worker: WorkerID
    public var token: ExecutionToken
    public var output: JSONValue
    public var spawned: [SpawnedTask]

    public init(fleet: FleetID, worker: WorkerID, token: ExecutionToken, output: JSONValue, spawned: [SpawnedTask]) {
        self.fleet = fleet
        self.worker = worker
        self.token = token
        self.output = output
        self.spawned = spawned
    }
}

/// `modelops.task.failed`
public struct TaskFailed: Codable, Sendable, Equatable {
    public var fleet: FleetID
    public var worker: WorkerID
    public var token: ExecutionToken
    public var failure: FailureDescription
    public var checkpoint: JSONValue?
    /// True when a chargeable call was certainly not sent, or was refused for certain: its permit may be granted again.
    public var notSent: Bool
    /// True when a search for the remote object of an intent found nothing.
    public var searchedInVain: Bool

    public init(
        fleet: FleetID, worker: WorkerID, token: ExecutionToken, failure: FailureDescription, checkpoint: JSONValue? = nil,
        notSent: Bool = false, searchedInVain: Bool = false
    ) {
        self.fleet = fleet
        self.worker = worker
        self.token = token
        self.failure = failure
        self.checkpoint = checkpoint
        self.notSent = notSent
        self.searchedInVain = searchedInVain
    }

    enum CodingKeys: String, CodingKey {
        case fleet, worker, token, failure, checkpoint
        case notSent = "not_sent"
        case searchedInVain = "searched_in_vain"
    }
}

/// `modelops.task.snoozed`: to be dispatched again after a while, no failure counted.
public struct TaskSnoozed: Codable, Sendable, Equatable {
    public var fleet: FleetID
    public var worker: WorkerID
    public var token: ExecutionToken
    public var delayMilliseconds: Int64
    public var checkpoint: JSONValue?

    public init(fleet: FleetID, worker: WorkerID, token: ExecutionToken, delayMilliseconds: Int64, checkpoint: JSONValue?) {
        self.fleet = fleet
        self.worker = worker
        self.token = token
        self.delayMilliseconds = delayMilliseconds
        self.checkpoint = checkpoint
    }

    enum CodingKeys: String, CodingKey {
        case fleet, worker, token, checkpoint
        case delayMilliseconds = "delay_ms"
    }
}

/// `modelops.task.interrupted`: stopped from outside (drain, stop, no permit); no failure counted.
public struct TaskInterrupted: Codable, Sendable, Equatable {
    public var fleet: FleetID
    public var worker: WorkerID
    public var token: ExecutionToken
    public var reason: String
    public var checkpoint: JSONValue?
    /// True when a chargeable call was certainly not sent.
    public var notSent: Bool

    public init(fleet: FleetID, worker: WorkerID, token: ExecutionToken, reason: String, checkpoint: JSONValue?, notSent: Bool) {
        self.fleet = fleet
        self.worker = worker
        self.token = token
        self.reason = reason
        self.checkpoint = checkpoint
        self.notSent = notSent
    }

    enum CodingKeys: String, CodingKey {
        case fleet, worker, token, reason, checkpoint
        case notSent = "not_sent"
    }
}
