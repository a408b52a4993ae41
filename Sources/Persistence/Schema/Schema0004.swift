/// The fourth schema: what is queued has one index to be found by.
enum Schema0004 {
    /// An index over the states of all tasks answered every question about one state somehow. PostgreSQL makes the plans of writes before the tables
    /// have statistics, took it for them, and read the whole queue for each dispatch.
    static let migration = Migration(
        number: 4, name: "one index for what is queued",
        statements: [
            "DROP INDEX tasks_by_state",
            "CREATE INDEX tasks_held ON tasks (kind) WHERE state = 'queued' AND held = 1",
        ])
}
