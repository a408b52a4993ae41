/// The named places where a test ends or stops a real process: each is a moment in which a crash would lose or double something,
/// were the protocol wrong. A guard test checks that each stands exactly once, in the file that it names.
public enum Failpoint: String, Sendable, CaseIterable {
    /// A worker has tasks in its hand, and the broker has no answer of it.
    case polledBeforeAccepted = "worker.polled_before_accepted"
    /// The broker has the acceptance, the group's offsets are not committed.
    case acceptedBeforeCommit = "worker.accepted_before_commit"
    /// An execution is about to run.
    case executionBegun = "worker.execution_begun"
    /// An execution has written its artifacts, and its result is not said.
    case artifactsWrittenBeforeResult = "worker.artifacts_written_before_result"
    /// The broker has the result, and the worker does not know it yet.
    case resultSentBeforeKnown = "worker.result_sent_before_known"
    /// The permit is granted and the lease is checked; the chargeable call has not left.
    case grantedBeforeCreate = "trainer.granted_before_create"
    /// The provider has made the object, and nobody else knows it.
    case createdBeforeRecord = "trainer.created_before_record"
    /// Rows of the outbox are committed, and not published.
    case committedBeforePublish = "coordinator.committed_before_publish"
    /// Rows of the outbox are published, and not marked.
    case publishedBeforeMarked = "coordinator.published_before_marked"
    /// A job has moved, in a transaction that is not committed.
    case jobMoved = "coordinator.job_moved"
    /// A stage has moved, in a transaction that is not committed.
    case stageMoved = "coordinator.stage_moved"
    /// A task has moved, in a transaction that is not committed.
    case taskMoved = "coordinator.task_moved"
    /// A permit has moved, in a transaction that is not committed.
    case permitMoved = "coordinator.permit_moved"
    /// The term is claimed, and nothing is done under it.
    case termClaimed = "coordinator.term_claimed"
    /// The reign has begun, and nothing is read yet.
    case reignBegun = "coordinator.reign_begun"

    /// Where it stands, below `Sources`.
    public var place: String {
        switch self {
        case .polledBeforeAccepted, .acceptedBeforeCommit: "WorkerKit/Intake/Intake.swift"
        case .executionBegun, .artifactsWrittenBeforeResult, .resultSentBeforeKnown: "WorkerKit/Running/Executor.swift"
        case .grantedBeforeCreate, .createdBeforeRecord: "Training/Remote/ProviderTrainer+Create.swift"
        case .committedBeforePublish, .publishedBeforeMarked: "Coordination/Forwarding/OutboxForwarder.swift"
        case .jobMoved: "Coordination/Applying/StateChange.swift"
        case .stageMoved: "Coordination/Applying/StateChange+Stages.swift"
        case .taskMoved: "Coordination/Applying/StateChange+Tasks.swift"
        case .permitMoved: "Coordination/Applying/StateChange+Permits.swift"
        case .termClaimed, .reignBegun: "Coordination/Reigning/Reign.swift"
        }
    }
}
