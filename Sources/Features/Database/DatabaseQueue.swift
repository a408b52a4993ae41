import FleetCore
import Foundation

/// Calls on their way to the thread of a database: bounded, first in first out.
final class DatabaseQueue: @unchecked Sendable {
    /// Exactly one of both is called, once.
    struct Call: Sendable {
        let perform: @Sendable (inout Database?, @Sendable () throws -> Database) -> Void
        let refuse: @Sendable (FleetError) -> Void

        init(
            perform: @escaping @Sendable (inout Database?, @Sendable () throws -> Database) -> Void, refuse: @escaping @Sendable (FleetError) -> Void
        ) {
            self.perform = perform
            self.refuse = refuse
        }
    }

    // `condition` guards the three variables.
    private let condition = NSCondition()
    private var waiting: [Call] = []
    private var isClosed = false
    private var hasThread = false
    private let name: String
    private let capacity: Int

    init(name: String, capacity: Int) {
        self.name = name
        self.capacity = capacity
    }

    func submit(_ call: Call, open: @escaping @Sendable () throws -> Database) {
        condition.lock()
        let isFull = waiting.count >= capacity
        let isFirst = !isFull && !hasThread
        if !isFull {
            waiting.append(call)
            hasThread = true
            condition.signal()
        }
        condition.unlock()
        if isFull { call.refuse(FleetError("online_store_busy", .transient, "\(capacity) calls wait for \(name) already")) }
        // seam: SQLite blocks; calls come through this queue and leave through continuations, and the thread ends when the queue is closed.
        if isFirst { DedicatedThread.start(name) { [self] in serve(open) } }
    }

    /// What waits is still done.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    private func serve(_ open: @Sendable () throws -> Database) {
        var database: Database?
        while let call = next() { call.perform(&database, open) }
    }

    private func next() -> Call? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        return waiting.removeFirst()
    }
}
