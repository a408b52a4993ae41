import FleetCore

/// What the status topics show, job by job. Pure: a snapshot that was read answers whether the newest must be published again.
struct StatusTailView: Sendable {
    /// A job as a topic names it: what stands on another tenant's topic is about nobody.
    struct Subject: Hashable, Comparable, Sendable {
        let tenant: TenantName
        let job: JobID

        static func < (left: Subject, right: Subject) -> Bool { (left.tenant, left.job) < (right.tenant, right.job) }
    }

    private var highest: [Subject: (revision: Int64, isTerminal: Bool)] = [:]
    /// Published again a short time ago, and with which revision: once is enough for a while, until the job has gone on.
    private var published: [Subject: Int64] = [:]
    /// What was overwritten once more after that: its turn comes when the while is over.
    private var later: Set<Subject> = []
    private let maximumJobs: Int

    init(maximumJobs: Int = 200_000) { self.maximumJobs = maximumJobs }

    /// - Returns: true when an older revision follows a newer one: somebody who no longer reigns wrote it, or the newer one was none of ours.
    mutating func saw(_ subject: Subject, revision: Int64, isTerminal: Bool) -> Bool {
        if let known = highest[subject], revision < known.revision {
            guard published[subject] != nil else { return true }
            later.insert(subject)
            return false
        }
        // The job has moved since: what overwrites the newer snapshot is not what was answered before, and is answered at once.
        if let answered = published[subject], answered < revision { published[subject] = nil }
        later.remove(subject)
        keep(subject, revision: revision, isTerminal: isTerminal)
        return false
    }

    /// The store's revision is what counts from now on, whatever the topic showed.
    mutating func published(_ subject: Subject, revision: Int64, isTerminal: Bool) {
        published[subject] = revision
        keep(subject, revision: revision, isTerminal: isTerminal)
    }

    /// The store knows no such job of this tenant.
    mutating func drop(_ subject: Subject) { highest[subject] = nil }

    /// Whether something was published again that is not yet answered anew when it is overwritten once more.
    var isAnswering: Bool { !published.isEmpty }

    /// - Returns: what was overwritten once more and is to be published again now.
    mutating func overwrittenAgain() -> [Subject] {
        defer {
            published = [:]
            later = []
        }
        return later.sorted()
    }

    /// The highest revision that was seen.
    func revision(of subject: Subject) -> Int64? { highest[subject]?.revision }

    /// Whether a snapshot of the job was seen.
    func knows(_ subject: Subject) -> Bool { highest[subject] != nil }

    /// Forgets everything: the topics are read anew.
    mutating func reset() {
        highest = [:]
        later = []
    }

    private mutating func keep(_ subject: Subject, revision: Int64, isTerminal: Bool) {
        if highest[subject] == nil, highest.count >= maximumJobs {
            highest = highest.filter { !$0.value.isTerminal }
            guard highest.count < maximumJobs else { return }
        }
        highest[subject] = (revision, isTerminal)
    }
}
