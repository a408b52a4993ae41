import FleetCore

/// Brings a database to the schema of this release, and refuses one of a later release.
struct SchemaMigrator: Sendable {
    /// All steps in order: the last number is the schema of this release.
    static let released = [Schema0001.migration, Schema0002.migration, Schema0003.migration, Schema0004.migration]

    let migrations: [Migration]
    let time: Timestamp

    init(migrations: [Migration] = SchemaMigrator.released, time: Timestamp) {
        self.migrations = migrations
        self.time = time
    }

    /// Applies what is missing, each step in a transaction of its own.
    /// - Throws: `FleetError` `schema_newer` (fatal) where a later release wrote the database.
    func migrate(_ connection: any SQLConnection) throws {
        try connection.execute(
            connection.dialect.definition(
                "CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
            ))
        let present = try number(of: connection)
        let known = migrations.last?.number ?? 0
        if present > known {
            throw FleetError(
                "schema_newer", .fatal, "the state store has schema \(present), and this release knows \(known) at most",
                hint: "start the release that wrote it, or a later one; going back needs the backup made before the update")
        }
        for migration in migrations where migration.number > present { try apply(migration, to: connection) }
    }

    private func number(of connection: any SQLConnection) throws -> Int {
        guard case .integer(let number)? = try connection.query("SELECT MAX(number) FROM schema_migrations", []).first?.values.first else { return 0 }
        return Int(number)
    }

    private func apply(_ migration: Migration, to connection: any SQLConnection) throws {
        try connection.begin(isWrite: true)
        do {
            for statement in migration.statements { try connection.execute(connection.dialect.definition(statement)) }
            _ = try connection.query(
                "INSERT INTO schema_migrations (number, name, applied_at) VALUES (?, ?, ?)",
                [.integer(Int64(migration.number)), .text(migration.name), time.sql])
            try connection.commit()
        } catch {
            // The first failure is the one to tell; a failed ROLLBACK changes nothing about it.
            do { try connection.execute("ROLLBACK") } catch {}
            throw FleetError.wrapping(error, during: "schema migration \(migration.number) (\(migration.name))")
        }
    }
}
