import FleetCore

/// A place in the list of jobs, which is ordered from the newest to the oldest.
public struct JobCursor: Sendable, Equatable {
    public var createdAt: Timestamp
    public var id: JobID

    public init(createdAt: Timestamp, id: JobID) {
        self.createdAt = createdAt
        self.id = id
    }

    /// The place of a job.
    public init(_ job: JobRow) { self.init(createdAt: job.createdAt, id: job.id) }
}
