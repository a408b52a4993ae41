import FleetCore

/// `modelops.task.answered`: what a worker does with the messages that it held. One record for all of them.
public struct TaskAnswered: Codable, Sendable, Equatable {
    public struct Declined: Codable, Sendable, Equatable {
        public enum Reason: String, Codable, Sendable {
            /// No free slot: the task is sent again, here or elsewhere.
            case full
            /// The message cannot be read by this worker: it is never sent again the same way.
            case unreadable
        }
        public var task: WorkTaskID
        public var attempt: Int
        public var reason: Reason
        /// What could not be read, without the data.
        public var detail: String?

        public init(task: WorkTaskID, attempt: Int, reason: Reason, detail: String? = nil) {
            self.task = task
            self.attempt = attempt
            self.reason = reason
            self.detail = detail
        }

        enum CodingKeys: String, CodingKey {
            case attempt, reason, detail
            case task = "task_id"
        }
    }

    public var fleet: FleetID
    public var worker: WorkerID
    public var accepted: [ExecutionToken]
    public var declined: [Declined]

    public init(fleet: FleetID, worker: WorkerID, accepted: [ExecutionToken], declined: [Declined]) {
        self.fleet = fleet
        self.worker = worker
        self.accepted = accepted
        self.declined = declined
    }
}
