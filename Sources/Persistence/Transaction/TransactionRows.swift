import FleetCore

/// What one write knows of the rows that change together: of jobs, their stages, tasks and attempts. No other process writes at the same time,
/// since every write holds the term's row.
final class TransactionRows {
    struct StageKey: Hashable {
        let job: JobID
        let stage: StageKind
    }

    struct AttemptKey: Hashable {
        let task: WorkTaskID
        let number: Int
    }

    /// The rows of one table, whichever it is.
    protocol Cache: AnyObject {
        func forget()
    }

    /// The kinds of rows that were read or changed, the first one first.
    private(set) var kinds: [any CachedRow.Type] = []
    private var caches: [ObjectIdentifier: any Cache] = [:]
    /// Jobs whose row is locked, or was made here.
    var lockedJobs: Set<JobID> = []
    /// The stages of jobs of which all are known.
    var stagesOfJobs: [JobID: [StageKind]] = [:]
    /// How many tasks a stage has that was made here.
    var taskCounts: [StageKey: Int] = [:]

    func cache<Row: CachedRow>(of type: Row.Type) -> RowCache<Row> {
        if let known = caches[ObjectIdentifier(type)] as? RowCache<Row> { return known }
        let cache = RowCache<Row>()
        caches[ObjectIdentifier(type)] = cache
        kinds.append(type)
        return cache
    }

    func forget() {
        for cache in caches.values { cache.forget() }
        lockedJobs = []
        stagesOfJobs = [:]
        taskCounts = [:]
    }
}
