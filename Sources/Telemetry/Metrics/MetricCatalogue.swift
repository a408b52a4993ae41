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
    public static let dispatches = Metric("modelops_dispatches_total", .counter, "Attempts dispatched.", labels: ["kind"])
    public static let outcomes = Metric("modelops_task_outcomes_total", .counter, "Outcomes applied.", labels: ["kind", "outcome"])
    public static let stale = Metric("modelops_stale_messages_total", .counter, "Messages that changed nothing, by why.", labels: ["reason"])
    public static let leasesExpired = Metric("modelops_leases_expired_total", .counter, "Leases that ran out.", labels: ["kind"])
    public static let deadLetters = Metric("modelops_dead_letters_total", .counter, "Messages put aside, by reason.", labels: ["reason"])
    public static let rejected = Metric("modelops_rejected_requests_total", .counter, "Documents refused, by reason.", labels: ["reason"])
    public static let permits = Metric("modelops_permits_total", .counter, "Permits by what became of them.", labels: ["state"])
    public static let applySeconds = Metric("modelops_apply_seconds", .histogram, "One batch of records applied and committed.")
    public static let dispatchSeconds = Metric("modelops_ready_to_dispatched_seconds", .histogram, "From ready to dispatched.")
    public static let executions = Metric("modelops_executions", .gauge, "Executions that this worker holds.", labels: ["kind"])
    public static let slots = Metric("modelops_slots", .gauge, "Executions that this worker can hold.", labels: ["kind"])
    public static let executionSeconds = Metric(
        "modelops_execution_seconds", .histogram, "From accepted to reported.", labels: ["kind", "step", "outcome"],
        buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 21600])
    public static let rowsSanitized = Metric("modelops_rows_sanitized_total", .counter, "Rows by what became of them.", labels: ["result"])
    public static let httpRequests = Metric("modelops_http_requests_total", .counter, "Requests by operation and status.", labels: ["operation", "status"])
    public static let httpSeconds = Metric("modelops_http_seconds", .histogram, "Time to an answer, by operation.", labels: ["operation"])
    public static let kafkaLag = Metric("modelops_kafka_lag_records", .gauge, "Records not read yet, by topic.", labels: ["topic"])
    public static let kafkaErrors = Metric("modelops_kafka_errors_total", .counter, "Errors of the Kafka client, by code.", labels: ["code"])
    public static let kafkaBrokersUp = Metric("modelops_kafka_brokers_up", .gauge, "Brokers with a live connection.")
    public static let storeSeconds = Metric("modelops_store_write_seconds", .histogram, "One write from call to commit.", labels: ["operation"])
    public static let logLines = Metric("modelops_log_lines_total", .counter, "Log lines by level.", labels: ["level"])

    /// All of them, in the order of the page.
    public static let all: [Metric] = [
        jobs, tasksWaiting, tasksRunning, tasksOutstanding, workers, outboxDepth, oldestReady, term, dispatches, outcomes, stale, leasesExpired, deadLetters,
        rejected, permits, applySeconds, dispatchSeconds, executions, slots, executionSeconds, rowsSanitized, httpRequests, httpSeconds,
        kafkaLag, kafkaErrors, kafkaBrokersUp, storeSeconds, logLines,
    ]
}
