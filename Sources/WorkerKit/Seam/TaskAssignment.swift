import FleetCore
import JSON
import Messaging

/// The task that an execution does: the message without its transport.
public struct TaskAssignment: Sendable {
    public let job: JobID
    public let tenant: TenantName
    public let stage: StageKind
    public let step: String
    public let token: ExecutionToken
    public let input: JSONValue
    public let checkpoint: JSONValue?
    public let permit: PermitDemand?

    public init(
        job: JobID, tenant: TenantName, stage: StageKind, step: String, token: ExecutionToken, input: JSONValue, checkpoint: JSONValue?,
        permit: PermitDemand?
    ) {
        self.job = job
        self.tenant = tenant
        self.stage = stage
        self.step = step
        self.token = token
        self.input = input
        self.checkpoint = checkpoint
        self.permit = permit
    }
}
