import FleetCore
import JSON

/// `modelops.worker.beat`: one message per worker process every third of a lease, and at once when something changed that no
/// answer and no outcome tells. It renews the leases of the executions it names.
public struct WorkerBeat: Codable, Sendable, Equatable {
    public struct Execution: Codable, Sendable, Equatable {
        public var token: ExecutionToken
        public var progress: Progress?
        /// The newest checkpoint, where it is newer than in the last acknowledged beat.
        public var checkpoint: JSONValue?
        /// Lines for the job's log since the last beat: redacted, at most 50 of at most 500 bytes.
        public var lines: [String]

        public init(token: ExecutionToken, progress: Progress?, checkpoint: JSONValue?, lines: [String]) {
            self.token = token
            self.progress = progress
            self.checkpoint = checkpoint
            self.lines = lines
        }
    }

    public var fleet: FleetID
    public var worker: WorkerID
    public var kind: WorkKind
    public var host: String
    public var version: String
    /// Grows by one with each beat of this process.
    public var sequence: Int64
    /// How many executions it can hold at once.
    public var slots: Int
    /// Partitions of its task topic that it owns, as of `generation`.
    public var partitions: [Int32]
    public var generation: Int32
    public var executions: [Execution]
    /// What it can do beyond its kind, such as `provider:local`.
    public var capabilities: [String]
    /// The last beat of a process that drains: it takes nothing more.
    public var isLeaving: Bool

    public init(
        fleet: FleetID, worker: WorkerID, kind: WorkKind, host: String, version: String, sequence: Int64, slots: Int, partitions: [Int32],
        generation: Int32, executions: [Execution], capabilities: [String], isLeaving: Bool
    ) {
        self.fleet = fleet
        self.worker = worker
        self.kind = kind
        self.host = host
        self.version = version
        self.sequence = sequence
        self.slots = slots
        self.partitions = partitions
        self.generation = generation
        self.executions = executions
        self.capabilities = capabilities
        self.isLeaving = isLeaving
    }

    enum CodingKeys: String, CodingKey {
        case fleet, worker, kind, host, version, sequence, slots, partitions, generation, executions, capabilities
        case isLeaving = "is_leaving"
    }
}
