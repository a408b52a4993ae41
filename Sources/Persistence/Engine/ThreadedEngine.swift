import FleetCore

/// One writer connection that commits in groups, and several reader connections, each on a thread of its own.
final class ThreadedEngine: StoreEngine {
    /// Requests that wait at most, of each kind.
    static let capacity = 8192
    private let writes = RequestQueue(capacity: ThreadedEngine.capacity)
    private let reads = RequestQueue(capacity: ThreadedEngine.capacity)
    private let writer: ConnectionThread
    private let readers: [ConnectionThread]

    init(writer: ConnectionThread.Settings, readers: [ConnectionThread.Settings]) {
        let reads = reads
        self.writer = ConnectionThread(settings: writer, queue: writes)
        self.readers = readers.map { ConnectionThread(settings: $0, queue: reads) }
        self.writer.start()
        for reader in self.readers { reader.start() }
    }

    func write(_ request: any StoreRequest) { writes.submit(request) }

    func read(_ request: any StoreRequest) { reads.submit(request) }

    func close() async {
        // Readers first: the writer's end gives the database to others.
        reads.close()
        for reader in readers { await reader.waitForEnd() }
        writes.close()
        await writer.waitForEnd()
    }
}
