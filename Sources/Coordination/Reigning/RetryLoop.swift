import FleetCore
import Telemetry

/// The one place where the coordinator tries again: with growing pauses, for as long as it takes, and nothing in memory is trusted afterwards.
struct RetryLoop: Sendable {
    let clock: any FleetClock
    let identifiers: IdentifierSource
    let health: CoordinatorHealth
    let memory: FleetMemory
    let logger: Logger
    var policy = RetryPolicy(maximumFailures: .max, baseSeconds: 0.2, ceilingSeconds: 10)

    /// Runs `body` until it works.
    /// - Throws: what trying again cannot help: anything but transient and throttled failures, and cancellation.
    func untilDone<Value>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        var failures = 0
        while true {
            do {
                let value = try await body()
                if failures > 0 {
                    health.recovered(what)
                    // Beats and results were late, and a commit may be in doubt: leases and deadlines begin anew.
                    memory.wantReset()
                    logger.notice("\(what) works again", ["failures": String(failures)])
                }
                return value
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                try Task.checkCancellation()
                let known = FleetError.wrapping(error, during: what)
                guard known.disposition == .transient || known.disposition == .throttled else { throw error }
                failures += 1
                health.suffers(what, known)
                // From the first failure on: the try that works again must not judge by what was known before it.
                if failures == 1 { memory.wantReset() }
                if failures == 1 || failures % 10 == 0 { logger.warning("\(what) fails and is tried again", ["error": known.description]) }
                let pause = policy.delay(afterFailure: failures, jitter: identifiers.fraction())
                try await clock.sleep(for: max(pause, known.retryAfter ?? .zero))
            }
        }
    }
}
