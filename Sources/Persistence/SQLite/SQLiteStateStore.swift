import FleetCore
import Foundation

/// The state in one SQLite database: embedded, for one coordinator at a time.
public final class SQLiteStateStore: StateStore {
    private let engine: any StoreEngine
    private let clock: any FleetClock

    private init(engine: any StoreEngine, clock: any FleetClock) {
        self.engine = engine
        self.clock = clock
    }

    /// Opens `state.db` in a directory, which is made where it is missing (mode 0700), and brings it to this release's schema.
    /// - Parameters:
    ///   - directory: on a local or block volume; nothing else may open the database meanwhile.
    ///   - readers: connections for reading; at least 1.
    ///   - patience: how long a predecessor that is about to end is waited for.
    /// - Throws: `FleetError` `store_locked`, `store_on_network`, `store_unwritable`, `schema_newer`, `store_corrupt` (fatal), `store_full` (transient).
    public static func open(
        directory: String, clock: any FleetClock, readers: Int = 2, patience: Duration = .seconds(10)
    ) async throws -> SQLiteStateStore {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw FleetError("store_unwritable", .fatal, "the directory \(directory) cannot be made", hint: "name another one for the state store")
        }
        let lock = try await CoordinatorLock.acquire(directory: directory, clock: clock, patience: patience)
        let path = directory + "/state.db"
        let migrator = SchemaMigrator(time: clock.wallTime())
        let writer = ConnectionThread.Settings(
            name: "store-writer", isWriter: true, groupLimit: 64, clock: clock,
            open: { try openWriter(path, migrator: migrator) }, onEnd: { lock.release() })
        let reader = { (number: Int) in
            ConnectionThread.Settings(
                name: "store-reader-\(number)", isWriter: false, groupLimit: 1, clock: clock, open: { try openReader(path) })
        }
        let store = SQLiteStateStore(
            engine: ThreadedEngine(writer: writer, readers: (1...max(1, readers)).map(reader)), clock: clock)
        do {
            // The writer's connection opens, checks and migrates with its first request: before it, nobody reads.
            _ = try await store.write("opening \(path)", as: nil) { try $0.leadership() }
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    /// A database in memory, without threads: every closure runs at once on the caller's thread, so that a simulation replays exactly.
    public static func inMemory(clock: any FleetClock) throws -> SQLiteStateStore {
        let connection = try SQLiteConnection(path: ":memory:")
        try SchemaMigrator(time: clock.wallTime()).migrate(connection)
        return SQLiteStateStore(engine: InlineEngine(connection: connection), clock: clock)
    }

    @discardableResult
    public func write<Value: Sendable>(
        _ label: String, as term: Term?, _ body: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws -> Value {
        try await PendingRequest(label: label, term: term, body: body).result { engine.write($0) }
    }

    public func read<Value: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> Value) async throws -> Value {
        try await PendingRequest(label: "read", term: nil, body: body).result { engine.read($0) }
    }

    public func claimTerm(holder: String) async throws -> Term {
        let now = clock.wallTime()
        return try await write("claim of a term", as: nil) { try $0.claimTerm(holder: holder, at: now) }
    }

    public func heartbeat(_ term: Term) async throws {
        let now = clock.wallTime()
        try await write("heartbeat", as: term) { try $0.beat(at: now) }
    }

    public func observeLeadership() async throws -> LeadershipRow { try await read { try $0.leadership() } }

    public func endSessions(of term: Term) async throws {}

    public func close() async { await engine.close() }

    private static func openWriter(_ path: String, migrator: SchemaMigrator) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path)
        try connection.prepare(isWriter: true)
        // A damaged file is refused before anything is written to it; the quick check reads every page but no index twice.
        if case .text(let verdict)? = try connection.query("PRAGMA quick_check(1)", []).first?.values.first, verdict != "ok" {
            throw SQLiteFailure.error(11, verdict, path: path)
        }
        try migrator.migrate(connection)
        return connection
    }

    private static func openReader(_ path: String) throws -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path, isReadOnly: true)
        try connection.prepare(isWriter: false)
        return connection
    }
}
