/// How a fleet for faults is made.
struct FaultPlan: Sendable {
    let name: String
    /// State in PostgreSQL behind a proxy; else in SQLite.
    var usesPostgres = false
    /// Artifacts in S3 behind a proxy; else in a folder.
    var usesS3 = false
    /// Brokers of the cluster; with three there is no proxy before them.
    var nodes = 1
    var lease = "3s"
    var sweep = "500ms"
    var grace = "20s"
    var slots = 2
    /// After which a dead worker's partitions go to others.
    var sessionMilliseconds = 3000
    var searchGrace = "1s"
    /// False where a test deletes a topic.
    var hasAllRecords = true

    init(_ name: String) { self.name = name }
}
