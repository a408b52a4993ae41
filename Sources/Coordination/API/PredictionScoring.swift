import FleetCore
import JSON
import Synchronization

/// Scores predictions for the interface. The arithmetic is the evaluating library's and is handed in; here stands what keeps it from being a
/// burden: a thread of its own for each report, and few at once.
public final class PredictionScoring: Sendable {
    private let running = Mutex(0)
    private let score: @Sendable (JSONValue) throws -> JSONValue
    private static let limit = 2

    /// - Parameter score: the report of a request; throws `FleetError` (rejected) for what is wrong in it.
    public init(_ score: @escaping @Sendable (JSONValue) throws -> JSONValue) { self.score = score }

    func report(of request: JSONValue) async throws -> JSONValue {
        let isFree = running.withLock { running in
            guard running < Self.limit else { return false }
            running += 1
            return true
        }
        guard isFree else {
            throw FleetError("scoring_busy", .throttled, "other reports are being computed", hint: "try again", retryAfter: .seconds(2))
        }
        return try await withCheckedThrowingContinuation { continuation in
            // Seconds of arithmetic: the cooperative pool has a thread per core, and the coordinator's loops need them.
            DedicatedThread.start("scoring") {
                let result = Result { try self.score(request) }
                self.running.withLock { $0 -= 1 }
                continuation.resume(with: result)
            }
        }
    }
}
