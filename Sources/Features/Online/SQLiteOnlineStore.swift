import FleetCore
import Foundation
import JSON

/// The online store in one SQLite file: for one machine. Several processes may have it open (write-ahead log, short transactions).
public final class SQLiteOnlineStore: OnlineStore {
    /// The schema's number in the file.
    private static let schema: Int64 = 1
    /// The longest features of one row, in bytes of JSON.
    private static let valueBytes = 8 * 1024 * 1024
    private let thread: DatabaseThread

    /// Opens nothing yet: the file and its folder are made by the first call.
    /// - Parameter path: a file of its own on a local or block volume.
    public init(path: String) {
        thread = DatabaseThread(name: "online-store") { try Self.open(path) }
    }

    public func upsert(tenant: TenantName, view: String, version: FeatureVersion, rows: [FeatureRow]) async throws {
        guard !rows.isEmpty else { return }
        try await thread.run { database in
            let head: [DatabaseValue] = [.text(tenant.rawValue), .text(view), .text(version.dataset), .text(version.order)]
            try database.write {
                for row in rows {
                    try database.query(
                        Self.upsertion, head + [.text(row.entity), .text(row.split), .text(JSONWriter.canonical.text(.object(row.values)))])
                }
            }
        }
    }

    public func getFeatures(tenant: TenantName, entity: String, views: [String]) async throws -> [StoredFeatures] {
        try await thread.run { database in
            try views.compactMap { view in
                let found = try database.query(Self.lookup, [.text(tenant.rawValue), .text(entity), .text(view)]).first?.compactMap(\.text)
                guard let found, found.count == 4 else { return nil }
                let values = try JSONReader.parse(found[3], limits: JSONLimits(maximumBytes: Self.valueBytes)).object ?? [:]
                return StoredFeatures(
                    view: view, version: FeatureVersion(dataset: found[0], order: found[1]),
                    row: FeatureRow(entity: entity, split: found[2], values: values))
            }
        }
    }

    private static let upsertion = """
        INSERT INTO features (tenant, view, dataset, version_order, entity, split, feature_values) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (tenant, entity, view) DO UPDATE SET
          dataset = excluded.dataset, version_order = excluded.version_order, split = excluded.split, feature_values = excluded.feature_values
        WHERE excluded.version_order >= features.version_order
        """

    private static let lookup =
        "SELECT dataset, version_order, split, feature_values FROM features WHERE tenant = ?1 AND entity = ?2 AND view = ?3"

    private static func open(_ path: String) throws -> Database {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            if !folder.isEmpty {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw FleetError(
                "online_store_unwritable", .transient, "the folder \(folder) cannot be made", hint: "name another file for the online store")
        }
        let database = try Database(
            path: path, busyMilliseconds: 5000,
            setUp: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864")
        try database.write {
            guard let found = try database.query("PRAGMA user_version").first?.first?.integer, found <= schema else {
                throw FleetError(
                    "online_store_newer", .permanent, "\(path) was written by a newer release", hint: "update this worker, or name another file")
            }
            try database.execute(
                """
                CREATE TABLE IF NOT EXISTS features (
                  tenant TEXT NOT NULL, entity TEXT NOT NULL, view TEXT NOT NULL, dataset TEXT NOT NULL, version_order TEXT NOT NULL,
                  split TEXT NOT NULL, feature_values TEXT NOT NULL, PRIMARY KEY (tenant, entity, view)) WITHOUT ROWID, STRICT;
                PRAGMA user_version = 1
                """)
        }
        return database
    }
}
