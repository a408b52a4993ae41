import FleetCore
import Persistence

extension PostgresTestServer {
    /// A new, empty database as a `postgresql://` address, which the settings of a process take.
    public static func address() throws -> String {
        let text = try database(identifiers: IdentifierSource(clock: SystemClock(), random: SystemRandom())).text
        if text.contains("://") { return text }
        // Later keywords win, as in libpq.
        let words = text.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }.filter { $0.count == 2 }
        let options = Dictionary(words.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
        return
            "postgresql://\(options["user"] ?? "postgres")@\(options["host"] ?? "127.0.0.1"):\(options["port"] ?? "5432")/\(options["dbname"] ?? "postgres")"
    }
}
