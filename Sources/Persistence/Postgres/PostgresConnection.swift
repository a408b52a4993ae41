import CPostgres
import FleetCore

/// One session with a PostgreSQL server, used by one thread at a time: its owner's.
///
/// Statements go out in libpq's pipeline mode: those that were posted travel with the next question, so that a transaction waits for the server
/// as often as it asks, not as often as it writes.
final class PostgresConnection: SQLConnection {
    /// Statements kept at most; then they are all given back.
    private static let statementLimit = 256
    private static let oldestServer: Int32 = 140_000
    private var handle: OpaquePointer?
    private var statements: [String: String] = [:]
    private let label: SessionLabel
    private var appliedLabel = ""
    private(set) var isBroken = false
    /// One entry for each statement under way: what is thrown where it answers no row.
    private var posted: [FleetError?] = []
    /// Statements under way at most: what they and their answers take stays small against the buffers of the connection.
    private static let mostPosted = 128

    var dialect: SQLDialect { .postgres }

    init(_ secret: ConnectionSecret, label: SessionLabel) throws {
        self.label = label
        handle = Self.connect(secret)
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            let message = handle.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? "no memory"
            close()
            throw PostgresFailure.connecting(message, to: secret.place, confidential: secret.confidential())
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQserverVersion(handle) >= Self.oldestServer else {
            let version = PQserverVersion(handle) / 10_000
            close()
            throw FleetError(
                "store_too_old", .fatal, "the server is PostgreSQL \(version), and 14 is the oldest that works", hint: "update the server")
        }
        try setUp()
    }

    deinit { close() }

    func query(_ sql: String, _ values: [SQLValue]) throws -> [SQLRow] {
        try send(sql, values)
        return try drain(withAnswer: true)?.rows() ?? []
    }

    func post(_ sql: String, _ values: [SQLValue], missing: FleetError?) throws {
        try send(sql, values)
        posted.append(missing)
        if posted.count >= Self.mostPosted { try settle() }
    }

    func settle() throws { if !posted.isEmpty { _ = try drain(withAnswer: false) } }

    func rollBack() throws {
        // Whatever became of what is under way: a pipeline that has failed would pass the ROLLBACK over.
        do { try settle() } catch {}
        try execute("ROLLBACK")
    }

    func execute(_ sql: String) throws {
        try leavePipeline()
        _ = try check(PQexec(handle, sql))
    }

    func begin(isWrite: Bool) throws {
        let name = label.text
        if name != appliedLabel {
            // Made of our own words and a number: nothing to escape.
            try execute("SET application_name = '\(name)'")
            appliedLabel = name
        }
        try post(isWrite ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", [], missing: nil)
    }

    func commit() throws {
        // Known before COMMIT goes out: a session that is lost up to here has changed nothing.
        try settle()
        try leavePipeline()
        do {
            let answer = try check(PQexec(handle, "COMMIT"))
            // A transaction that failed before answers COMMIT with ROLLBACK, without an error.
            if answer.command != "COMMIT" { throw FleetError("store_bug", .bug, "a failed transaction was to be committed") }
        } catch let error as FleetError where isBroken {
            throw FleetError(
                ConnectionFailure.unknown, .transient, "the session ended during COMMIT, so nobody knows whether it counts (\(error.message))",
                hint: "read the state again before going on")
        }
    }

    func close() {
        if let handle { PQfinish(handle) }
        handle = nil
        isBroken = true
    }

    private func statement(_ sql: String) throws -> String {
        if let known = statements[sql] { return known }
        if statements.count >= Self.statementLimit {
            try execute("DEALLOCATE ALL")
            statements = [:]
        }
        let name = "s\(statements.count)"
        try leavePipeline()
        _ = try check(PQprepare(handle, name, PostgresPlaceholders.rewrite(sql), 0, nil))
        statements[sql] = name
        return name
    }

    private func send(_ sql: String, _ values: [SQLValue]) throws {
        let name = try statement(sql)
        if PQpipelineStatus(handle) == PQ_PIPELINE_OFF, PQenterPipelineMode(handle) != 1 { throw lost("") }
        let isSent = PostgresParameters(values).withPointers { count, pointers, lengths, formats in
            PQsendQueryPrepared(handle, name, count, pointers, lengths, formats, 1)
        }
        if isSent != 1 { throw lost("") }
    }

    /// Reads the answers to everything under way.
    /// - Returns: the answer to the last statement, which was not posted but asked.
    /// - Throws: the first failure; what came behind it was passed over by the server.
    private func drain(withAnswer: Bool) throws -> PostgresResult? {
        let expected = withAnswer ? posted + [nil] : posted
        posted = []
        guard PQpipelineSync(handle) == 1 else { throw lost("") }
        var failure: FleetError?
        var last: PostgresResult?
        for missing in expected {
            last = nil
            while let answer = PQgetResult(handle) { last = PostgresResult(answer) }
            if failure != nil { continue }
            do {
                let result = try check(last)
                if let missing, result.isEmpty { failure = missing }
            } catch let error as FleetError { failure = error }
            if isBroken { break }
        }
        if !isBroken, PQgetResult(handle).map({ PostgresResult($0).endsPipeline }) != true {
            isBroken = true
            failure = failure ?? lost("")
        }
        if let failure { throw failure }
        return last
    }

    /// Simple statements and preparing are for outside of a pipeline.
    private func leavePipeline() throws {
        try settle()
        if let handle, PQpipelineStatus(handle) != PQ_PIPELINE_OFF { PQexitPipelineMode(handle) }
    }

    private func lost(_ state: String) -> FleetError {
        isBroken = true
        return PostgresFailure.lost("the session with PostgreSQL was lost (\(state))")
    }

    private func check(_ answer: OpaquePointer?) throws -> PostgresResult { try check(answer.map(PostgresResult.init)) }

    private func check(_ result: PostgresResult?) throws -> PostgresResult {
        if let result, result.isGood { return result }
        if handle == nil || PQstatus(handle) == CONNECTION_BAD {
            throw lost(result?.state ?? "")
        }
        let error = PostgresFailure.error(state: result?.state ?? "", message: result?.message ?? "")
        if error.code == ConnectionFailure.lost || error.code == ConnectionFailure.corrupt { isBroken = true }
        throw error
    }

    private func setUp() throws {
        try execute("SET client_min_messages = warning")
        // A session that was forgotten inside a transaction must not hold the term's row.
        try execute("SET idle_in_transaction_session_timeout = 5000")
        try execute("SET tcp_user_timeout = 10000")
        try execute("SET lock_timeout = 10000")
    }

    private static func connect(_ secret: ConnectionSecret) -> OpaquePointer? {
        // What stands before `dbname` may be changed by the connection string, what stands after it may not.
        let settings: [(String, String)] = [
            ("connect_timeout", "5"), ("tcp_user_timeout", "10000"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
            ("keepalives_count", "3"), ("dbname", secret.text), ("application_name", "modelops"), ("client_encoding", "UTF8"),
        ]
        let names = CStringList(settings.map(\.0))
        let values = CStringList(settings.map(\.1))
        return names.withPointers { names in values.withPointers { PQconnectdbParams(names, $0, 1) } }
    }
}
