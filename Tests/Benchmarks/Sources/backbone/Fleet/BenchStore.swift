import FleetCore
import Persistence

/// The state store that `--store` names: `sqlite:FOLDER` or a PostgreSQL URL.
enum BenchStore {
    static func open(_ arguments: Arguments, clock: any FleetClock) async throws -> any StateStore {
        let url = arguments.text("store")
        if url.hasPrefix("sqlite:") { return try await SQLiteStateStore.open(directory: String(url.dropFirst(7)), clock: clock) }
        return try await PostgresStateStore.open(ConnectionSecret(url), clock: clock)
    }
}
