import FleetCore

/// Moves a stream from its source to its connection, until it ends, the client goes, or the server stops.
struct StreamPump: Sendable {
    let source: any HTTPBodySource
    let buffer: StreamBuffer
    /// Between two comments of an event stream; nil for a plain body.
    let keepAlive: Duration?

    func run(until shutdown: Signal, clock: any FleetClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.copy() }
            group.addTask { try? await self.buffer.closed.wait() }
            if let keepAlive {
                // A download is finished; an event stream has no end of its own.
                group.addTask { try? await shutdown.wait() }
                group.addTask {
                    while (try? await clock.sleep(for: keepAlive)) != nil { self.buffer.appendIfIdle(Array(": \n\n".utf8)) }
                }
            }
            await group.next()
            group.cancelAll()
        }
        // Whatever ended the stream, the connection must not stay suspended. An event stream that we end is complete as far as it goes.
        buffer.finish(complete: keepAlive != nil)
        await source.close()
    }

    private func copy() async {
        do {
            while let piece = try await source.next() { try await buffer.append(piece) }
            buffer.finish(complete: true)
        } catch {
            buffer.finish(complete: false)
        }
    }
}
