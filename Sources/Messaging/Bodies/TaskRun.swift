import FleetCore
import JSON

/// `modelops.task.run`: one attempt of one task, sent to a partition whose owner has credit.
public struct TaskRun: Codable, Sendable, Equatable {
    public var fleet: FleetID
    public var term: Term
    public var job: JobID
    public var task: WorkTaskID
    public var tenant: TenantName
    public var stage: StageKind
    /// Which part of the stage: `plan`, `shard`, `merge`, `run`, …
    public var step: String
    /// Numbered from 1; every dispatch has a new number.
    public var attempt: Int
    public var input: JSONValue
    /// Where an earlier attempt got to.
    public var checkpoint: JSONValue?
    public var permit: PermitDemand?
    /// The execution may last this long; nil: as long as its lease is renewed.
    public var timeoutSeconds: Int?

    public init(
        fleet: FleetID, term: Term, job: JobID, task: WorkTaskID, tenant: TenantName, stage: StageKind, step: String, attempt: Int,
        input: JSONValue, checkpoint: JSONValue? = nil, permit: PermitDemand? = nil, timeoutSeconds: Int? = nil
    ) {
        self.fleet = fleet
        self.term = term
        self.job = job
        self.task = task
        self.tenant = tenant
        self.stage = stage
        self.step = step
        self.attempt = attempt
        self.input = input
        self.checkpoint = checkpoint
        self.permit = permit
        self.timeoutSeconds = timeoutSeconds
    }

    enum CodingKeys: String, CodingKey {
        case fleet, term, tenant, stage, step, attempt, input, checkpoint, permit
        case job = "job_id"
        case task = "task_id"
        case timeoutSeconds = "timeout_seconds"
    }
}
