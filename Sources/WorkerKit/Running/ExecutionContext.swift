import FleetCore
import JSON
import Messaging
import ObjectStorage
import Telemetry

/// What one execution may touch.
struct ExecutionContext: TaskContext {
    let clock: any FleetClock
    let identifiers: IdentifierSource
    let logger: Logger
    let artifacts: any ObjectStore
    let scratch: ExecutionScratch
    let drain: Signal
    let execution: HeldExecution
    let bell: ChangeBell
    let lease: Duration
    var failpoints = Failpoints.none

    /// The largest checkpoint: it travels in messages.
    static let checkpointLimit = 64 * 1024

    var artifactPrefix: String {
        let token = execution.token
        return "jobs/\(execution.assignment.job)/\(token.task)/\(token.attempt)-\(token.execution)/"
    }

    func scratchDirectory() async throws -> String { try await scratch.path() }

    func report(_ progress: Progress) {
        execution.report(progress.boundedForBeats)
        bell.news()
    }

    func log(_ line: String) {
        execution.log(LogRedactor.redact(line).withoutControlCharacters(maximumBytes: 500))
        bell.news()
    }

    func checkpoint(_ checkpoint: JSONValue) async throws {
        let size = JSONWriter.compact.bytes(checkpoint).count
        guard size <= Self.checkpointLimit else {
            throw FleetError(
                "checkpoint_too_large", .permanent, "the checkpoint has \(size) bytes, at most \(Self.checkpointLimit) travel with a beat",
                hint: "write it as an artifact and name that")
        }
        execution.setCheckpoint(checkpoint)
        bell.urgent()
    }

    func permit() async throws -> PermitDemand.Mode {
        guard let demand = execution.assignment.permit else {
            throw FleetError("no_permit_demand", .bug, "the task demands no permit, so it has no chargeable call to make")
        }
        guard demand.mode == .create else { return .search }
        do {
            try await clock.withTimeout(lease, waitingFor: "the permit") { [execution] in try await execution.answered.wait() }
        } catch let error as FleetError where error.code == "timed_out" {
            throw FleetError("no_permit", .interrupted, "no answer to the permit demand came within a lease")
        }
        switch execution.permitAnswer {
        case .granted(let intent, let createNumber) where intent == demand.intent && createNumber == demand.createNumber: break
        case .granted: throw FleetError("no_permit", .interrupted, "the permit that came is for another intent")
        case .denied(let reason): throw FleetError("permit_denied", .interrupted, "the permit was denied: \(reason ?? "no reason given")")
        case nil: throw FleetError("no_permit", .interrupted, "no answer to the permit demand came")
        }
        guard execution.holdsLease(at: clock.now(), lease: lease) else {
            throw FleetError("fenced", .fenced, "the lease is in doubt: the newest beat that the broker has is older than a lease")
        }
        guard execution.allowSending() else { throw FleetError("no_permit", .interrupted, "the execution has ended") }
        return .create
    }
}
