import FleetCore
import Messaging
import ObjectStorage
import Telemetry

/// One worker process: takes tasks, does them, says what became of them, and gives back what it cannot finish when it is told to leave.
public struct WorkerProcess: Service {
    public let name: String
    public let identity: WorkerID
    private let broker: any Broker
    private let worker: any Worker
    private let artifacts: any ObjectStore
    private let scratch: any ScratchSpace
    private let settings: WorkerSettings
    private let clock: any FleetClock
    private let identifiers: IdentifierSource
    private let logger: Logger
    private let failpoints: Failpoints

    public init(
        worker: any Worker, broker: any Broker, artifacts: any ObjectStore, scratch: any ScratchSpace, settings: WorkerSettings,
        clock: any FleetClock, identifiers: IdentifierSource, logger: Logger, failpoints: Failpoints = .none
    ) {
        name = "worker-\(worker.kind.rawValue)"
        identity = WorkerID(identifiers.make("worker_"))
        self.broker = broker
        self.worker = worker
        self.artifacts = artifacts
        self.scratch = scratch
        self.settings = settings
        self.clock = clock
        self.identifiers = identifiers
        self.failpoints = failpoints
        self.logger = logger.labelled(name).with(["worker": identity.rawValue])
    }

    /// Runs until `shutdown`, then drains. A broker that is not there is waited for.
    /// - Throws: a `fatal` `FleetError`: of the broker (credentials), or of a task that says so; the process is to exit and start anew.
    public func run(until shutdown: Signal) async throws {
        do { try await scratch.prepare() } catch let error as FleetError {
            // A task that needs a folder says so; others need none.
            logger.warning("no scratch folder could be made", ["error": error.description])
        }
        guard let connections = try await connect(until: shutdown) else { return }
        let parts = assemble(connections)
        do { try await work(parts, until: shutdown) } catch {
            await connections.close(within: .zero)
            throw error
        }
        await connections.close(within: settings.flushLimit)
        if let error = parts.executor.fatalError { throw error }
    }

    /// Connects, again and again while the broker is away; nil when `shutdown` came first.
    private func connect(until shutdown: Signal) async throws -> WorkerConnections? {
        var failures = 0
        while !shutdown.isSet {
            do {
                return try await WorkerConnections(
                    broker: broker, kind: worker.kind, fleet: settings.fleet, clientName: identity.rawValue, identifiers: identifiers)
            } catch let error as FleetError where error.disposition == .transient || error.code == BrokerFailure.topicUnknown {
                failures += 1
                logger.warning("the broker is not ready", ["code": error.code.rawValue, "tries": String(failures)])
                let pause = RetryPolicy(baseSeconds: 0.2, ceilingSeconds: 5).delay(afterFailure: failures, jitter: identifiers.fraction())
                try await either(shutdown, orAfter: pause)
            }
        }
        return nil
    }

    private func either(_ signal: Signal, orAfter pause: Duration) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await signal.wait() }
            group.addTask { [clock] in try await clock.sleep(for: pause) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func assemble(_ connections: WorkerConnections) -> WorkerLoops {
        let who = WorkerIdentity(
            fleet: settings.fleet, worker: identity, kind: worker.kind, host: settings.host, version: settings.version,
            capabilities: worker.capabilities, slots: max(worker.slots, 1))
        let tools = ExecutionTools(
            clock: clock, identifiers: identifiers, logger: logger, artifacts: artifacts, scratch: scratch, drain: Signal(),
            lease: settings.lease, failpoints: failpoints)
        return WorkerLoops(identity: who, worker: worker, connections: connections, settings: settings, tools: tools)
    }

    private enum Ended: Sendable { case loop, conductor }

    /// All loops beside each other; the conductor ends them in order.
    private func work(_ parts: WorkerLoops, until shutdown: Signal) async throws {
        try await withThrowingTaskGroup(of: Ended.self) { group in
            for loop in parts.loops {
                group.addTask {
                    try await loop()
                    return .loop
                }
            }
            group.addTask {
                try await self.untilLeaving(parts, shutdown)
                try await parts.drain()
                return .conductor
            }
            while let ended = try await group.next() {
                guard ended == .conductor else { continue }
                group.cancelAll()
                // The last words are said: what the loops throw now is only that they were cancelled.
                while await group.nextResult() != nil {}
            }
        }
    }

    private func untilLeaving(_ parts: WorkerLoops, _ shutdown: Signal) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await shutdown.wait() }
            group.addTask { try await parts.executor.failed.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
