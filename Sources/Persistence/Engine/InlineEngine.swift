import FleetCore
import Foundation

/// Runs every request at once on the calling thread, one at a time: no threads, so that a simulation replays exactly.
final class InlineEngine: StoreEngine, @unchecked Sendable {
    // `lock` guards `connection` and everything reached from it.
    private let lock = NSLock()
    private var connection: (any SQLConnection)?

    init(connection: any SQLConnection) { self.connection = connection }

    func write(_ request: any StoreRequest) { answer(request) { $0.write([request]) } }

    func read(_ request: any StoreRequest) { answer(request) { $0.read(request) } }

    func close() async { lock.withLock { shut() } }

    private func shut() {
        connection?.close()
        connection = nil
    }

    private func answer(_ request: any StoreRequest, _ run: (TransactionRunner) -> TransactionRunner.Outcome) {
        lock.withLock {
            guard let connection else { return request.fail(RequestQueue.closed(request.label)) }
            if case .again(_, let cause) = run(TransactionRunner(connection: connection)) { request.fail(cause) }
        }
    }
}
