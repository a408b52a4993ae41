import FleetCore

/// What the status topics show, job by job. Pure: a snapshot that was read answers whether the newest must be published again.
struct StatusTailView: Sendable {
    private var highest: [JobID: (revision: Int64, isTerminal: Bool)] = [:]
    private let maximumJobs: Int

    init(maximumJobs: Int = 200_000) { self.maximumJobs = maximumJobs }

    /// - Returns: true when an older revision follows a newer one: somebody who no longer reigns wrote it.
    mutating func saw(_ job: JobID, revision: Int64, isTerminal: Bool) -> Bool {
        if let known = highest[job], revision < known.revision { return true }
        if highest[job] == nil, highest.count >= maximumJobs { highest = highest.filter { !$0.value.isTerminal } }
        highest[job] = (revision, isTerminal)
        return false
    }

    /// Whether a snapshot of the job was seen.
    func knows(_ job: JobID) -> Bool { highest[job] != nil }

    /// Forgets everything: the topics are read anew.
    mutating func reset() { highest = [:] }
}
