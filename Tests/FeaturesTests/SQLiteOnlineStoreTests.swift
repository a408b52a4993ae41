import Features
import FleetCore
import Foundation
import JSON
import Testing

@Suite final class SQLiteOnlineStoreTests {
    private let folder: String
    private let tenant = TenantName("default")

    init() throws { folder = try FeaturesBench.makeFolder() }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var path: String { folder + "/features.db" }

    private func row(_ entity: String, _ value: JSONValue) -> FeatureRow { FeatureRow(entity: entity, split: "train", values: ["v": value]) }

    private func value(_ store: some OnlineStore, _ entity: String, of tenant: TenantName? = nil) async throws -> JSONValue? {
        try await store.getFeatures(tenant: tenant ?? self.tenant, entity: entity, views: ["view"]).first?.row.values["v"]
    }

    @Test func anOlderWriteNeverReplacesANewerOne() async throws {
        let store = SQLiteOnlineStore(path: path)
        let (old, new) = (FeatureVersion(dataset: "ds_z", order: "job_01A"), FeatureVersion(dataset: "ds_a", order: "job_01B"))
        try await store.upsert(tenant: tenant, view: "view", version: new, rows: [row("a", 2)])
        try await store.upsert(tenant: tenant, view: "view", version: old, rows: [row("a", 1), row("b", 1)])
        #expect(try await value(store, "a") == 2)
        #expect(try await value(store, "b") == 1, "what only the older one has is still known")
        try await store.upsert(tenant: tenant, view: "view", version: new, rows: [row("b", 2)])
        try await store.upsert(tenant: tenant, view: "view", version: new, rows: [row("b", 2)])
        let found = try await store.getFeatures(tenant: tenant, entity: "b", views: ["view"])
        #expect(found == [StoredFeatures(view: "view", version: new, row: row("b", 2))])
    }

    @Test func aTenantSeesItsOwnFeaturesOnly() async throws {
        let store = SQLiteOnlineStore(path: path)
        let version = FeatureVersion(dataset: "ds_1", order: "job_1")
        try await store.upsert(tenant: tenant, view: "view", version: version, rows: [row("a", 1)])
        #expect(try await value(store, "a", of: TenantName("other")) == nil)
        try await store.upsert(tenant: TenantName("other"), view: "view", version: version, rows: [row("a", 2)])
        #expect(try await value(store, "a") == 1)
    }

    @Test func valuesComeBackAsTheyWere() async throws {
        let values: JSONObject = ["text": "a\u{0}ü\"\n", "none": .null, "list": [0.1, -3, 1e-9], "flag": true, "": .object(["deep": 1])]
        let written = FeatureRow(entity: "e'; DROP TABLE features", split: "test", values: values)
        try await SQLiteOnlineStore(path: path).upsert(
            tenant: tenant, view: "v", version: FeatureVersion(dataset: "ds", order: "1"), rows: [written])
        let found = try await SQLiteOnlineStore(path: path).getFeatures(tenant: tenant, entity: written.entity, views: ["v"])
        #expect(found.map(\.row) == [written], "what one process wrote, another one reads")
    }

    @Test func twoProcessesMayWriteAtOnce() async throws {
        let stores = [SQLiteOnlineStore(path: path), SQLiteOnlineStore(path: path)]
        try await withThrowingTaskGroup(of: Void.self) { [tenant] group in
            for (number, store) in stores.enumerated() {
                for batch in 0..<20 {
                    let rows = (0..<50).map { FeatureRow(entity: "\(number)-\(batch)-\($0)", split: "train", values: ["v": .integer(Int64($0))]) }
                    group.addTask {
                        try await store.upsert(tenant: tenant, view: "view", version: FeatureVersion(dataset: "ds", order: "1"), rows: rows)
                    }
                }
            }
            try await group.waitForAll()
        }
        for number in 0..<2 {
            for batch in 0..<20 { #expect(try await value(stores[1 - number], "\(number)-\(batch)-49") == 49) }
        }
    }

    @Test func aFileThatIsNoDatabaseIsNamedAndThePlaceCanBeUsedOnceItIsGone() async throws {
        try Data("this is no database, though it is long enough to be looked at as one by its reader".utf8).write(to: URL(fileURLWithPath: path))
        let store = SQLiteOnlineStore(path: path)
        do {
            _ = try await value(store, "a")
            Issue.record("a text was read as a database")
        } catch let error as FleetError {
            #expect(error.code == "online_store_corrupt" && error.hint != nil)
            #expect(error.message.contains(path))
        }
        try FileManager.default.removeItem(atPath: path)
        try await store.upsert(tenant: tenant, view: "view", version: FeatureVersion(dataset: "ds", order: "1"), rows: [row("a", 1)])
        #expect(try await value(store, "a") == 1)
    }
}
