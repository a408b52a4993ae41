/// What a durable timer is for.
enum TimerKind {
    /// Subject: a task that is snoozed, waits for its next try or for its next search.
    static let task = "task"
    /// Subject: a job whose time is up.
    static let jobTimeout = "job_timeout"
    /// Subject: a provider whose objects are compared with the permits.
    static let inventory = "provider_inventory"
}
