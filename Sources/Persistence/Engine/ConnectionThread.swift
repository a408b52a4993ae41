import FleetCore
import Foundation

/// The own thread of one connection: blocking calls never stand on the cooperative pool. It opens the connection when the first request comes,
/// and again after a loss, no sooner than the backoff allows.
final class ConnectionThread: Sendable {
    struct Settings: Sendable {
        var name: String
        var isWriter: Bool
        /// Requests in one transaction at most.
        var groupLimit: Int
        var clock: any FleetClock
        var open: @Sendable () throws -> any SQLConnection
        /// Runs on the thread when the connection is closed for good.
        var onEnd: @Sendable () -> Void = {}
    }

    private static let attempts = 4
    private let settings: Settings
    private let queue: RequestQueue
    private let ended = Signal()

    init(settings: Settings, queue: RequestQueue) {
        self.settings = settings
        self.queue = queue
    }

    /// Starts the thread; it ends when the queue is closed and empty.
    func start() {
        // seam: SQLite and libpq block, so each connection has a thread; requests come through `RequestQueue` and leave through continuations.
        let thread = Thread { [self] in serve() }
        thread.name = settings.name
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Waits until the thread has closed its connection.
    func waitForEnd() async {
        // Only a cancellation ends the wait early; the thread ends all the same, and `onEnd` is its last act.
        do { try await ended.wait() } catch {}
    }

    private func serve() {
        var connection: (any SQLConnection)?
        var backoff = ConnectionBackoff(clock: settings.clock)
        while let requests = queue.take(limit: settings.isWriter ? settings.groupLimit : 1) {
            answer(requests, connection: &connection, backoff: &backoff)
        }
        connection?.close()
        settings.onEnd()
        ended.set()
    }

    private func answer(_ requests: [any StoreRequest], connection: inout (any SQLConnection)?, backoff: inout ConnectionBackoff) {
        var rest = requests
        var attempt = 0
        while !rest.isEmpty {
            attempt += 1
            do {
                let open = try connection ?? backoff.open(settings.open)
                connection = open
                let runner = TransactionRunner(connection: open)
                let outcome = settings.isWriter ? runner.write(rest) : runner.read(rest[0])
                if open.isBroken {
                    open.close()
                    connection = nil
                }
                guard case .again(let again, let cause) = outcome else { return }
                rest = again
                if attempt >= Self.attempts { throw cause }
            } catch {
                for request in rest { request.fail(FleetError.wrapping(error, during: request.label)) }
                return
            }
        }
    }
}
