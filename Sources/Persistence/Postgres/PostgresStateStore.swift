import FleetCore

/// The state in a PostgreSQL database: where a standby is wanted. Writes go through one session in groups, as with SQLite; readers have their own.
/// The term's row is locked by every write, so that two processes never write at the same time.
public final class PostgresStateStore: StateStore {
    private let engine: any StoreEngine
    private let clock: any FleetClock
    private let label: SessionLabel

    private init(engine: any StoreEngine, clock: any FleetClock, label: SessionLabel) {
        self.engine = engine
        self.clock = clock
        self.label = label
    }

    /// Connects and brings the database to this release's schema, in the first schema of the user's search path.
    /// A pooler in between must keep sessions whole: prepared statements and settings belong to them.
    /// - Parameter readers: sessions for reading; at least 1. One more is for writing.
    /// - Parameter waitsForServer: whether a server that is away is no failure here: the first transaction that finds it brings the database up to date.
    /// - Throws: `FleetError` `setting_invalid` (rejected), `store_unavailable` (transient), `schema_newer`, `store_too_old`, `store_unwritable` (fatal).
    public static func open(_ secret: ConnectionSecret, clock: any FleetClock, readers: Int = 2, waitsForServer: Bool = false) async throws -> PostgresStateStore {
        try secret.validate()
        let label = SessionLabel()
        let migrator = SchemaMigrator(time: clock.wallTime())
        let writer = ConnectionThread.Settings(
            name: "store-writer", isWriter: true, groupLimit: 64, clock: clock, open: { try openWriter(secret, label: label, migrator: migrator) })
        let reader = { (number: Int) in
            ConnectionThread.Settings(
                name: "store-reader-\(number)", isWriter: false, groupLimit: 1, clock: clock, open: { try openReader(secret, label: label) })
        }
        let store = PostgresStateStore(
            engine: ThreadedEngine(writer: writer, readers: (1...max(1, readers)).map(reader)), clock: clock, label: label)
        do {
            _ = try await store.write("opening PostgreSQL", as: nil) { try $0.leadership() }
        } catch let error as FleetError where waitsForServer && error.disposition == .transient {
            return store
        } catch {
            await store.close()
            throw error
        }
        return store
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
        let term = try await write("claim of a term", as: nil) { try $0.claimTerm(holder: holder, at: now) }
        label.set(term)
        return term
    }

    public func heartbeat(_ term: Term) async throws {
        let now = clock.wallTime()
        try await write("heartbeat", as: term) { try $0.beat(at: now) }
    }

    public func observeLeadership() async throws -> LeadershipRow { try await read { try $0.leadership() } }

    public func endSessions(of term: Term) async throws {
        try await read { transaction in
            // Waits for each to be gone, for at most five seconds: only then nothing of the former reign is under way.
            _ = try transaction.query(
                """
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                WHERE datname = current_database() AND application_name = ? AND pid <> pg_backend_pid()
                """, [.text(SessionLabel.text(for: term))])
        }
    }

    public func close() async { await engine.close() }

    private static func openWriter(_ secret: ConnectionSecret, label: SessionLabel, migrator: SchemaMigrator) throws -> PostgresConnection {
        let connection = try PostgresConnection(secret, label: label)
        // Two coordinators that start at the same time migrate one after the other.
        _ = try connection.query("SELECT pg_advisory_lock(hashtext('modelops schema ' || current_schema())) IS NULL", [])
        try migrator.migrate(connection)
        _ = try connection.query("SELECT pg_advisory_unlock(hashtext('modelops schema ' || current_schema()))", [])
        try connection.execute("SET statement_timeout = 30000")
        // A plan is made once, when the tables may be empty, and kept when they are large: every statement of a write has an index to go by.
        try connection.execute("SET plan_cache_mode = force_generic_plan")
        try connection.execute(goingByIndexes)
        return connection
    }

    private static func openReader(_ secret: ConnectionSecret, label: SessionLabel) throws -> PostgresConnection {
        let connection = try PostgresConnection(secret, label: label)
        try connection.execute("SET statement_timeout = 30000")
        try connection.execute(goingByIndexes)
        return connection
    }

    /// What is asked often has an index, and is asked before there are statistics too.
    private static let goingByIndexes = "SET enable_seqscan = off; SET jit = off"
}
