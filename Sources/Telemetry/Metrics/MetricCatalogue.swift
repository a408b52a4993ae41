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
    public static let kafkaLag = Metric("modelops_kafka_lag_records", .gauge, "Records not read yet, by topic.", labels: ["topic"])
    public static let kafkaBrokersUp = Metric("modelops_kafka_brokers_up", .gauge, "Brokers with a live connection.")
    public static let logLines = Metric("modelops_log_lines_total", .counter, "Log lines by level.", labels: ["level"])

    /// All of them, in the order of the page.
    public static let all: [Metric] = [
        jobs, tasksWaiting, tasksRunning, tasksOutstanding, workers, outboxDepth, oldestReady, term, stale, deadLetters, intakePaused, inventory,
        kafkaLag, kafkaBrokersUp, logLines,
    ]
}
