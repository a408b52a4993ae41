import FleetCore

/// Makes and drops whole databases on a server: for tests, which each want an empty one. Blocks the calling thread.
package enum PostgresDatabases {
    /// - Returns: the same way in, with the new database.
    package static func create(_ name: String, on server: ConnectionSecret) throws -> ConnectionSecret {
        try run("CREATE DATABASE \(name)", on: server)
        // Later keywords win; a URI takes the name as a parameter instead.
        if server.text.contains("://") {
            return ConnectionSecret(server.text + (server.text.contains("?") ? "&" : "?") + "dbname=\(name)")
        }
        return ConnectionSecret(server.text + " dbname=\(name)")
    }

    /// Ends the sessions of a database and drops it.
    package static func drop(_ name: String, on server: ConnectionSecret) throws {
        try run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server)
    }

    private static func run(_ statement: String, on server: ConnectionSecret) throws {
        let connection = try PostgresConnection(server, label: SessionLabel())
        defer { connection.close() }
        try connection.execute("SET lock_timeout = 0")
        try connection.execute(statement)
    }
}
