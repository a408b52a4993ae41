import FleetCore
import Foundation
import Synchronization

/// One thread that runs blocking calls in the order in which they were handed in. Bounded: beyond its limit a call is refused.
final class BlockingLane: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private static let limit = 1024
    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    init(name: String) {
        let lane = self
        ClientThread.start(name) { lane.serve() }
    }

    /// Runs `body` on the lane and waits for what it gives. Cancellation abandons the wait, not the call.
    func run<Value: Sendable>(_ what: String, _ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        let answer = LaneAnswer<Value>()
        let accepted = post { answer.finish(Result { try body() }) }
        if !accepted { throw FleetError("kafka_lane_unavailable", .transient, "\(what): the client is closed or has too many calls waiting") }
        try await answer.done.wait()
        guard let result = answer.result else { throw FleetError("kafka_lane_unavailable", .bug, "\(what): finished without a result") }
        return try result.get()
    }

    /// Hands a job in without waiting for it; false when the lane is closed or full.
    @discardableResult
    func post(_ job: @escaping @Sendable () -> Void) -> Bool {
        let accepted = state.withLock { state in
            guard !state.isClosed, state.jobs.count < Self.limit else { return false }
            state.jobs.append(job)
            return true
        }
        if accepted { bell.signal() }
        return accepted
    }

    /// Ends the thread after the jobs that are there.
    func close() {
        state.withLock { $0.isClosed = true }
        bell.signal()
    }

    private func serve() {
        while true {
            bell.wait()
            let (job, isClosed) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
            }
            if let job { job() } else if isClosed { return }
        }
    }
}
