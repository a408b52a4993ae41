import CPostgres
import FleetCore

/// One session with a PostgreSQL server, used by one thread at a time: its owner's.
final class PostgresConnection: SQLConnection {
    /// Statements kept at most; then they are all given back.
    private static let statementLimit = 256
    private static let oldestServer: Int32 = 140_000
    private var handle: OpaquePointer?
    private var statements: [String: String] = [:]
    private let label: SessionLabel
    private var appliedLabel = ""
    private(set) var isBroken = false

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
        let name = try statement(sql)
        let answer = PostgresParameters(values).withPointers { count, pointers, lengths, formats in
            PQexecPrepared(handle, name, count, pointers, lengths, formats, 1)
        }
        return try check(answer).rows()
    }

    func execute(_ sql: String) throws { _ = try check(PQexec(handle, sql)) }

    func begin(isWrite: Bool) throws {
        let name = label.text
        if name != appliedLabel {
            // Made of our own words and a number: nothing to escape.
            try execute("SET application_name = '\(name)'")
            appliedLabel = name
        }
        try execute(isWrite ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    func commit() throws {
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
        _ = try check(PQprepare(handle, name, PostgresPlaceholders.rewrite(sql), 0, nil))
        statements[sql] = name
        return name
    }

    private func check(_ answer: OpaquePointer?) throws -> PostgresResult {
        let result = answer.map(PostgresResult.init)
        if let result, result.isGood { return result }
        if handle == nil || PQstatus(handle) == CONNECTION_BAD {
            isBroken = true
            throw PostgresFailure.lost("the session with PostgreSQL was lost (\(result?.state ?? ""))")
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
