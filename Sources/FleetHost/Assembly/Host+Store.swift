import FleetCore
import Persistence

extension Host {
    /// The state store that `store.url` names.
    /// - Throws: `FleetError` that names the key, or says who holds the store.
    public func stateStore() async throws -> any StateStore {
        let url = try settings.required(SettingCatalogue.store)
        if url.hasPrefix("sqlite:") { return try await SQLiteStateStore.open(directory: String(url.dropFirst(7)), clock: clock) }
        if isPostgres { return try await PostgresStateStore.open(ConnectionSecret(url), clock: clock, waitsForServer: true) }
        throw FleetError(
            "setting_invalid", .rejected, "store.url names no store that is known", path: SettingCatalogue.store.key,
            hint: "sqlite:FOLDER, or postgresql://USER@HOST/DATABASE")
    }

    /// Whether a standby may share the store.
    var isPostgres: Bool {
        let url = settings.text(SettingCatalogue.store) ?? ""
        return url.hasPrefix("postgresql://") || url.hasPrefix("postgres://")
    }
}
