import FleetCore

/// What one write knows of the rows that change together: of jobs, their stages, tasks and attempts, and of what comes and goes with them. No other
/// process writes at the same time, since every write holds the term's row.
///
/// Parts of a write that are undone by themselves are marked here: as long as nothing of a part was written, undoing it asks nothing of the database.
final class TransactionRows {
    struct StageKey: Hashable {
        let job: JobID
        let stage: StageKind
    }

    struct AttemptKey: Hashable {
        let task: WorkTaskID
        let number: Int
    }

    /// What is known of one table, whichever it is.
    protocol Part: AnyObject {
        /// Drops everything, also what is not written yet.
        func forget()
        func mark()
        /// Drops the newest mark; what was changed since stays.
        func keep()
        /// Goes back to the newest mark.
        func undo()
    }

    /// The kinds of rows that were read or changed, the first one first.
    private(set) var kinds: [any CachedRow.Type] = []
    private var caches: [ObjectIdentifier: any Part] = [:]
    /// Rows that are only added, the first table first.
    private(set) var queues: [RowQueue] = []
    private(set) var marks = 0
    /// Jobs whose row is locked, or was made here.
    var lockedJobs = UndoableMap<JobID, Bool>()
    /// The stages of jobs of which all are known.
    var stagesOfJobs = UndoableMap<JobID, [StageKind]>()
    /// How many tasks a stage has that was made here.
    var taskCounts = UndoableMap<StageKey, Int>()
    /// Tasks that are completed here, by their stage.
    var completed = UndoableMap<StageKey, [WorkTaskID]>()
    var jobsWithoutPermits = UndoableMap<JobID, Bool>()
    /// Timers that are no longer wanted.
    var endedTimers = UndoableList<(kind: String, subject: String)>()
    /// What is done at the end, each once by its name.
    var endings = UndoableList<StoreTransaction.Ending>()
    var endingNames = UndoableMap<String, Bool>()
    /// Outputs of the stages of which all that the store holds are known.
    var outputs: [StageKey: [TaskOutput]] = [:]
    /// Tenants of which the store keeps no command that waits for its job.
    var tenantsWithoutCommands: Set<TenantName> = []

    func cache<Row: CachedRow>(of type: Row.Type) -> RowCache<Row> {
        // Made below for this very type: a cast that looks would be a noticeable part of a write.
        if let known = caches[ObjectIdentifier(type)] { return unsafeDowncast(known, to: RowCache<Row>.self) }
        let cache = RowCache<Row>(marks: marks)
        caches[ObjectIdentifier(type)] = cache
        kinds.append(type)
        return cache
    }

    func queue(of shape: RowShape) -> RowQueue {
        if let known = queues.first(where: { $0.shape.table == shape.table }) { return known }
        let queue = RowQueue(shape: shape, marks: marks)
        queues.append(queue)
        return queue
    }

    /// What is read anew is what the database holds; what only waits to be added stays.
    func forget() {
        for cache in caches.values { cache.forget() }
        lockedJobs.removeAll()
        stagesOfJobs.removeAll()
        taskCounts.removeAll()
        completed.removeAll()
        jobsWithoutPermits.removeAll()
        outputs = [:]
        tenantsWithoutCommands = []
    }

    func mark() {
        marks += 1
        for part in parts { part.mark() }
        lockedJobs.mark()
        stagesOfJobs.mark()
        taskCounts.mark()
        completed.mark()
        jobsWithoutPermits.mark()
        endedTimers.mark()
        endings.mark()
        endingNames.mark()
    }

    func keep() {
        marks -= 1
        for part in parts { part.keep() }
        lockedJobs.keep()
        stagesOfJobs.keep()
        taskCounts.keep()
        completed.keep()
        jobsWithoutPermits.keep()
        endedTimers.keep()
        endings.keep()
        endingNames.keep()
    }

    func undo() {
        marks -= 1
        for part in parts { part.undo() }
        lockedJobs.undo()
        stagesOfJobs.undo()
        taskCounts.undo()
        completed.undo()
        jobsWithoutPermits.undo()
        endedTimers.undo()
        endings.undo()
        endingNames.undo()
        outputs = [:]
        tenantsWithoutCommands = []
    }

    private var parts: [any Part] { Array(caches.values) + queues }
}
