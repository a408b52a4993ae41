import FleetCore
import Foundation

/// Requests on their way from tasks to the threads of connections: bounded, first in first out.
final class RequestQueue: @unchecked Sendable {
    // `condition` guards `waiting` and `isClosed`.
    private let condition = NSCondition()
    private var waiting: [any StoreRequest] = []
    private var isClosed = false
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Puts a request in; answers it at once where there is no room or the store is closed.
    func submit(_ request: any StoreRequest) {
        condition.lock()
        let refusal: FleetError? =
            if isClosed {
                Self.closed(request.label)
            } else if waiting.count >= capacity {
                FleetError("store_busy", .transient, "\(request.label): \(capacity) requests wait for the state store already")
            } else {
                nil
            }
        if refusal == nil {
            waiting.append(request)
            condition.signal()
        }
        condition.unlock()
        if let refusal { request.fail(refusal) }
    }

    /// Waits for requests and takes what is there, at most `limit`; nil when the queue is closed and empty.
    /// Blocks the calling thread, which is the own thread of a connection.
    func take(limit: Int) -> [any StoreRequest]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        let taken = Array(waiting.prefix(limit))
        waiting.removeFirst(taken.count)
        return taken
    }

    /// Refuses what comes after; what is inside is still taken.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    static func closed(_ label: String) -> FleetError {
        FleetError("store_closed", .interrupted, "\(label): the state store is closed")
    }
}
