import FleetCore
import HTTP
import JSON
import ObjectStorage
import Persistence

/// What the HTTP interface is handed.
public struct APISurroundings: Sendable {
    let store: any StateStore
    let writing: any StateWriting
    let parts: IntakeParts
    let objects: any ObjectStore
    let workers: @Sendable () -> [JSONValue]
    let metrics: @Sendable () async throws -> String
    let readiness: Readiness
    /// Job topics that are left alone for a while.
    let pauses: @Sendable () -> [IntakePause]
    let version: String
    /// Tells who asks where a route is open to all; nil: nobody is known.
    let authorizer: (any RequestAuthorizer)?

    /// - Parameters:
    ///   - pauses: job topics that are left alone.
    ///   - workers: one object per worker that beats.
    ///   - metrics: the text of `/metrics`.
    public init(
        store: any StateStore, writing: any StateWriting, parts: IntakeParts, objects: any ObjectStore, readiness: Readiness,
        version: String, authorizer: (any RequestAuthorizer)? = nil, pauses: @escaping @Sendable () -> [IntakePause] = { [] },
        workers: @escaping @Sendable () -> [JSONValue],
        metrics: @escaping @Sendable () async throws -> String
    ) {
        self.store = store
        self.writing = writing
        self.parts = parts
        self.objects = objects
        self.readiness = readiness
        self.version = version
        self.authorizer = authorizer
        self.pauses = pauses
        self.workers = workers
        self.metrics = metrics
    }
}
