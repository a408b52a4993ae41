import FleetCore
import Telemetry

/// Runs services side by side and ends them in reverse order: what was started last is shut down first, each within the grace.
public struct ServiceGroup: Sendable {
    private let services: [any Service]
    private let clock: any FleetClock
    private let logger: Logger
    private let grace: Duration

    /// - Parameters:
    ///   - services: in the order of dependence: what others need comes first.
    ///   - grace: how long the whole shutdown may take before the rest is cancelled.
    public init(_ services: [any Service], clock: any FleetClock, logger: Logger, grace: Duration) {
        self.services = services
        self.clock = clock
        self.logger = logger
        self.grace = grace
    }

    private enum Ended: Sendable {
        case service(Int, FleetError?)
        case asked
        case graceOver
    }

    /// Runs until `shutdown` is set or a service ends.
    /// - Throws: the first service's failure; a service that returns before it was asked counts as one.
    public func run(until shutdown: Signal, orAbort abort: Signal = Signal()) async throws {
        let asked = services.map { _ in Signal() }
        try await withThrowingTaskGroup(of: Ended.self) { group in
            for (index, service) in services.enumerated() {
                group.addTask {
                    do {
                        try await service.run(until: asked[index])
                        return .service(index, nil)
                    } catch {
                        return .service(index, FleetError.wrapping(error, during: service.name))
                    }
                }
            }
            group.addTask {
                try? await shutdown.wait()
                return .asked
            }
            defer { group.cancelAll() }
            var running = Set(services.indices)
            var failure: FleetError?
            var closing = false
            while !running.isEmpty, let ended = try await group.next() {
                switch ended {
                case .asked: break
                case .service where closing: break
                case .service(let index, let error):
                    failure = error ?? FleetError("service_ended", .fatal, "\(services[index].name) ended before it was asked to")
                    logger.error("a service failed; shutting down", ["service": services[index].name, "error": failure?.description ?? ""])
                case .graceOver:
                    logger.warning("the grace is over; cancelling what is left", ["services": names(running)])
                    group.cancelAll()
                }
                if case .service(let index, let error) = ended {
                    running.remove(index)
                    if closing, let error, error.disposition != .interrupted {
                        logger.warning("a service failed while closing", ["service": services[index].name, "error": error.description])
                    }
                }
                if !closing {
                    closing = true
                    logger.info("shutting down", ["services": names(running)])
                    group.addTask { [clock, grace] in
                        // A second signal ends the grace at once.
                        try? await clock.withTimeout(grace, waitingFor: "services") { try await abort.wait() }
                        return .graceOver
                    }
                }
                // Each service is asked once the ones that stand on it have ended.
                if let last = running.max() { asked[last].set() }
            }
            if let failure { throw failure }
        }
    }

    private func names(_ indices: Set<Int>) -> String { indices.sorted().map { services[$0].name }.joined(separator: ",") }
}
