import FleetCore
import Foundation
import Synchronization

/// The lines that a process writes, kept in order; a test waits for the one that it needs.
public final class ProcessOutput: Sendable {
    private struct State {
        var lines: [String] = []
        var isClosed = false
        var waiting: [Signal] = []
    }

    private let state = Mutex(State())
    private let name: String

    init(name: String) { self.name = name }

    public var lines: [String] { state.withLock { $0.lines } }

    public var text: String { lines.joined(separator: "\n") }

    /// Reads a descriptor to its end on a thread of its own.
    /// - Parameter file: also gets every byte.
    func read(_ handle: FileHandle, copyingTo file: FileHandle?) {
        // seam: reading a pipe blocks; the thread ends with the writer of the pipe.
        Thread(block: {
            var rest: [UInt8] = []
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                file?.write(data)
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    self.append(String(decoding: rest[..<end], as: UTF8.self))
                    rest.removeSubrange(...end)
                }
            }
            if !rest.isEmpty { self.append(String(decoding: rest, as: UTF8.self)) }
            self.close()
        }).start()
    }

    /// What `find` makes of the first line for which it answers something, of those that are there or come.
    /// - Throws: `FleetError` when the process closed its output before that, or `limit` passed.
    public func first<Found: Sendable>(
        _ what: String, within limit: Duration = .seconds(60), where find: @escaping @Sendable (String) -> Found?
    ) async throws -> Found {
        try await SystemClock().withTimeout(limit, waitingFor: "\(what) from \(name)") {
            var seen = 0
            while true {
                let (new, isClosed, bell) = self.look(after: seen)
                for line in new { if let found = find(line) { return found } }
                seen += new.count
                if isClosed, new.isEmpty { throw FleetError("output_ended", .permanent, "\(self.name) ended before \(what)") }
                try await bell.wait()
            }
        }
    }

    /// Waits for the end of the output.
    func ended() async throws {
        while true {
            let (_, isClosed, bell) = look(after: .max)
            if isClosed { return }
            try await bell.wait()
        }
    }

    private func look(after seen: Int) -> ([String], Bool, Signal) {
        state.withLock { state in
            let new = seen < state.lines.count ? Array(state.lines[seen...]) : []
            let bell = Signal()
            if !new.isEmpty || state.isClosed { bell.set() } else { state.waiting.append(bell) }
            return (new, state.isClosed, bell)
        }
    }

    private func append(_ line: String) { change { $0.lines.append(line) } }

    private func close() { change { $0.isClosed = true } }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for bell in waiting { bell.set() }
    }
}
