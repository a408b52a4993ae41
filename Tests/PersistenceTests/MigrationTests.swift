import FleetCore
@testable import Persistence
import FleetTesting
import Testing

@Suite("Schema migrations")
struct MigrationTests {
    private let first = Migration(number: 1, name: "first", statements: ["CREATE TABLE things (id INTEGER NOT NULL PRIMARY KEY) STRICT"])
    private let second = Migration(
        number: 2, name: "second", statements: ["ALTER TABLE things ADD COLUMN name TEXT", "INSERT INTO things (id) VALUES (1)"])

    @Test func anOlderSchemaIsBroughtForwardOnce() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try migrate(connection, [first])
        try migrate(connection, [first, second])
        try migrate(connection, [first, second])
        #expect(try connection.query("SELECT COUNT(*) FROM things", []) == [SQLRow(values: [.integer(1)])])
    }

    @Test func aNewerSchemaIsRefusedWithInstructions() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try migrate(connection, [first, second])
        let error = expectFleetError { try migrate(connection, [first]) }
        #expect(error?.code == "schema_newer")
        #expect(error?.disposition == .fatal)
        #expect(error?.hint?.contains("backup") == true)
    }

    @Test func aMigrationThatFailsLeavesTheSchemaAsItWas() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        let broken = Migration(number: 2, name: "broken", statements: ["ALTER TABLE things ADD COLUMN name TEXT", "INSERT INTO nothing VALUES (1)"])
        try migrate(connection, [first])
        #expect(throws: FleetError.self) { try migrate(connection, [first, broken]) }
        try migrate(connection, [first, second])
    }

    @Test func numbersHaveNoGapsAndBeginWithOne() {
        #expect(SchemaMigrator.released.map(\.number) == Array(1...SchemaMigrator.released.count))
    }

    private func migrate(_ connection: SQLiteConnection, _ migrations: [Migration]) throws {
        try SchemaMigrator(migrations: migrations, time: Timestamp(milliseconds: 0)).migrate(connection)
    }
}
