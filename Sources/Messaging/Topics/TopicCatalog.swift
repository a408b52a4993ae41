import FleetCore

/// The topics of this release, one after the other.
enum TopicCatalog {
    static let topics: [DeclaredTopic] = [jobs, status, events] + WorkKind.allCases.map { tasks(for: $0) } + [results, control, deadLetters]

    private static let hour: Int64 = 3_600_000
    private static let day = 24 * hour
    private static let largest = 2 * 1024 * 1024
    private static let workers = WorkKind.allCases.map { executable(of: $0) }

    private static let jobs = DeclaredTopic(
        name: "modelops.jobs", tenantName: "modelops.tenant.{tenant}.jobs", key: "any", partitions: 8, partitionsAreFixed: false,
        replication: 3, retentionMilliseconds: 7 * day, cleanupPolicy: "delete", maximumMessageBytes: largest, producers: ["anybody"],
        consumers: ["coordinator"],
        messages: ["modelops.job/v1", "modelops.command/v1"] + MessageType.allCases.map(\.rawValue).filter { $0.hasPrefix("modelops.job.") },
        deadLetters: "modelops.dead-letters; the sender also gets a rejected status",
        purpose: "Jobs and commands of a tenant. The topic says the tenant.")

    private static let status = DeclaredTopic(
        name: "modelops.jobs.status", tenantName: "modelops.tenant.{tenant}.jobs.status", key: "job id, or req_TOPIC-PARTITION-OFFSET",
        partitions: 8, partitionsAreFixed: false, replication: 3, retentionMilliseconds: 30 * day, cleanupPolicy: "compact,delete",
        maximumMessageBytes: largest, producers: ["coordinator"], consumers: ["anybody", "coordinator"], messages: ["modelops.status/v1"],
        deadLetters: "none: written by the coordinator only", purpose: "The newest snapshot of each job; keep the highest revision.")

    private static let events = DeclaredTopic(
        name: "modelops.events", tenantName: "modelops.tenant.{tenant}.events", key: "job id", partitions: 8, partitionsAreFixed: false,
        replication: 3, retentionMilliseconds: 7 * day, cleanupPolicy: "delete", maximumMessageBytes: largest, producers: ["coordinator"],
        consumers: ["anybody"], messages: ["modelops.job.STATE", "modelops.model.EVENT", "modelops.command.accepted", "modelops.command.refused"],
        deadLetters: "none: written by the coordinator only", purpose: "Every transition of jobs and models, and the answers to commands.")

    private static func tasks(for kind: WorkKind) -> DeclaredTopic {
        DeclaredTopic(
            name: kind.topic, tenantName: nil, key: "task id; the partition is chosen", partitions: 16, partitionsAreFixed: false, replication: 3,
            retentionMilliseconds: day, cleanupPolicy: "delete", maximumMessageBytes: largest, producers: ["coordinator"],
            consumers: [executable(of: kind)], messages: [MessageType.taskRun.rawValue],
            deadLetters: "modelops.dead-letters; the worker also declines the attempt as unreadable",
            purpose: "Tasks for the workers of one kind; its partitions bound how many there can be.")
    }

    private static let results = DeclaredTopic(
        name: FleetTopics.results, tenantName: nil, key: "worker id; the partition is chosen once per worker process", partitions: 16,
        partitionsAreFixed: true, replication: 3, retentionMilliseconds: 3 * day, cleanupPolicy: "delete", maximumMessageBytes: largest,
        producers: workers, consumers: ["coordinator"],
        messages: [MessageType.taskAnswered, .taskCompleted, .taskFailed, .taskSnoozed, .taskInterrupted, .workerBeat].map(\.rawValue),
        deadLetters: "modelops.dead-letters; fails the attempt that the headers name",
        purpose: "Everything that workers say, in the order in which each said it.")

    private static let control = DeclaredTopic(
        name: FleetTopics.control, tenantName: nil, key: "execution id", partitions: 1, partitionsAreFixed: true, replication: 3,
        retentionMilliseconds: hour, cleanupPolicy: "delete", maximumMessageBytes: largest, producers: ["coordinator"], consumers: workers,
        messages: [MessageType.permitGranted, .permitDenied, .executionStop, .termStarted].map(\.rawValue),
        deadLetters: "none: an unreadable message is passed over", purpose: "Permits and stops for executions, and the begin of a term.")

    private static let deadLetters = DeclaredTopic(
        name: FleetTopics.deadLetters, tenantName: nil, key: "the key of the record", partitions: 4, partitionsAreFixed: false, replication: 3,
        retentionMilliseconds: 30 * day, cleanupPolicy: "delete", maximumMessageBytes: largest, producers: ["coordinator"] + workers,
        consumers: ["coordinator"], messages: ["modelops.dead-letter"], deadLetters: "none",
        purpose: "Messages that will not be retried, with their reason and origin; they can be played again.")

    private static func executable(of kind: WorkKind) -> String {
        switch kind {
        case .sanitize: "sanitizer"
        case .materialize: "materializer"
        case .train: "trainer"
        case .optimize: "optimizer"
        case .evaluate: "evaluator"
        }
    }
}
