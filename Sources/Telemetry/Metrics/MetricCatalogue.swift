/// Every metric of the fleet, in one list: what is not here cannot be recorded.
public enum MetricCatalogue {
    public static let jobs = Metric("modelops_jobs", .gauge, "Jobs by state.", labels: ["state"])
    public static let tasksWaiting = Metric("modelops_tasks_queued", .gauge, "Tasks that wait for a worker, by kind.", labels: ["kind"])
    public static let tasksRunning = Metric("modelops_tasks_running", .gauge, "Tasks that a worker holds, by kind.", labels: ["kind"])
    public static let tasksOutstanding = Metric(
        "modelops_tasks_outstanding", .gauge, "Tasks queued or running, by kind: what autoscaling follows.", labels: ["kind"])
    public static let workers = Metric("modelops_workers", .gauge, "Workers whose beats are heard, by kind.", labels: ["kind"])
    public static let outboxDepth = Metric("modelops_outbox_unsent", .gauge, "Outbox rows that are not forwarded yet.")
    public static let oldestReady = Metric("modelops_oldest_ready_task_seconds", .gauge, "Age of the oldest task that could run.", labels: ["kind"])
    public static let term = Metric("modelops_term", .gauge, "The term in which this coordinator reigns; 0 while it stands by.")
    public static let stale = Metric("modelops_stale_messages_total", .counter, "Messages that changed nothing, by why.", labels: ["reason"])
    public static let deadLetters = Metric("modelops_dead_letters_new", .gauge, "Dead letters about which nothing was done yet.")
    public static let intakePaused = Metric(
        "modelops_intake_paused", .gauge, "1 for a job topic that is left alone since nothing of it could be accepted.", labels: ["topic"])
    public static let inventory = Metric(
        "modelops_inventory_objects_total", .counter, "Objects that inventories found at providers: kept, retired, or left to a person.", labels: ["verdict"])
    public static let jobsWaiting = Metric("modelops_jobs_waiting", .gauge, "Jobs that wait, by what for.", labels: ["reason"])
    public static let leases = Metric("modelops_leases_held", .gauge, "Executions that hold a lease.")
    public static let leasesExpired = Metric("modelops_leases_expired_total", .counter, "Leases that ended because nothing was heard of their worker.")
    public static let dispatches = Metric("modelops_dispatches_total", .counter, "Tasks sent to workers, by kind.", labels: ["kind"])
    public static let dispatchesUnanswered = Metric(
        "modelops_dispatches_unanswered_total", .counter, "Tasks that were sent and that no worker answered in time.")
    public static let declines = Metric("modelops_declines_total", .counter, "Tasks that a full worker sent back.")
    public static let outboxParked = Metric("modelops_outbox_parked", .gauge, "Outbox rows that the broker refuses for ever.")
    public static let outboxOldest = Metric("modelops_outbox_oldest_seconds", .gauge, "Age of the oldest outbox row that is not forwarded yet.")
    public static let permits = Metric("modelops_permits", .gauge, "Permits for chargeable calls, by state.", labels: ["state"])
    public static let storeCommit = Metric("modelops_store_commit_seconds", .histogram, "Time from the wish to change state to its commit.")
    public static let httpRequests = Metric(
        "modelops_http_requests_total", .counter, "Answers of the HTTP interface, by operation and class of status.",
        labels: ["operation", "status"])
    public static let kafkaRoundTrip = Metric(
        "modelops_kafka_round_trip_seconds", .gauge, "Round trip to the slowest broker, over the last interval, by client.", labels: ["client"])
    public static let kafkaLag = Metric("modelops_kafka_lag_records", .gauge, "Records not read yet, by topic.", labels: ["topic"])
    public static let kafkaBrokersUp = Metric("modelops_kafka_brokers_up", .gauge, "Brokers with a live connection.")
    public static let logLines = Metric("modelops_log_lines_total", .counter, "Log lines by level.", labels: ["level"])

    /// All of them, in the order of the page.
    public static let all: [Metric] = [
        jobs, tasksWaiting, tasksRunning, tasksOutstanding, workers, outboxDepth, oldestReady, term, stale, deadLetters, intakePaused, inventory,
        jobsWaiting, leases, leasesExpired, dispatches, dispatchesUnanswered, declines, outboxParked, outboxOldest, permits, storeCommit,
        httpRequests, kafkaRoundTrip, kafkaLag, kafkaBrokersUp, logLines,
    ]
}
