import FleetCore
import HTTP
import JSON
import Persistence
import Synchronization

/// A job's transitions and snapshots as server-sent events: what was, then what comes, until the job is over. A reader that comes back with
/// `Last-Event-ID` goes on where it was.
final class JobEventSource: ServerSentEventSource {
    private struct State {
        var after: Int64
        var revision: Int64 = -1
        var queue: [ServerSentEvent] = []
        var isOver = false
    }

    private let job: JobID
    private let store: any StateStore
    private let clock: any FleetClock
    private let state: Mutex<State>
    private static let interval = Duration.milliseconds(500)
    private static let pageSize = 200

    init(job: JobID, after: Int64, store: any StateStore, clock: any FleetClock) {
        self.job = job
        self.store = store
        self.clock = clock
        state = Mutex(State(after: after))
    }

    func next() async throws -> ServerSentEvent? {
        while true {
            if let event = state.withLock({ $0.queue.isEmpty ? nil : $0.queue.removeFirst() }) { return event }
            if state.withLock({ $0.isOver }) { return nil }
            if try await !look() { try await clock.sleep(for: Self.interval) }
        }
    }

    func close() async { state.withLock { $0.isOver = true } }

    /// - Returns: whether there was anything new.
    private func look() async throws -> Bool {
        let (after, revision) = state.withLock { ($0.after, $0.revision) }
        let id = job
        let (history, row) = try await store.read { (try $0.history(of: id, after: after, limit: Self.pageSize), try $0.job(id)) }
        var events = history.map { entry in
            let body: JSONValue = [
                "entity": .string(entry.entity), "id": .string(entry.entityID), "from": entry.fromState.map { .string($0) } ?? .null,
                "to": .string(entry.toState), "cause": .string(entry.cause), "actor": .string(entry.actor), "at": .string(entry.at.description),
            ]
            return ServerSentEvent(id: String(entry.id), event: "transition", data: JSONWriter.compact.text(body))
        }
        if let row, row.revision != revision {
            events.append(ServerSentEvent(event: "snapshot", data: JSONWriter.compact.text(try JobView.summary(row))))
        }
        let added = events
        return state.withLock { state in
            if let last = history.last { state.after = last.id }
            if let row { state.revision = row.revision }
            state.queue += added
            if row?.state.isTerminal ?? true, history.count < Self.pageSize { state.isOver = true }
            return !added.isEmpty || state.isOver
        }
    }
}
