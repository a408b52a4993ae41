import FleetCore
import Persistence
import Testing

extension StoreConformance {
    static let registry: [StorePromise] = [
        StorePromise("versions count from one, are never overwritten, and belong to a model of their tenant") { harness in
            try await harness.withStore { store, term in
                for number in 1...3 {
                    try await store.write("register", as: term) { transaction in
                        #expect(try transaction.nextVersion(of: "sections", tenant: StoreSamples.tenant) == Int64(number))
                        try transaction.insert(StoreSamples.version(Int64(number)))
                    }
                }
                await #expect(throws: FleetError.self) { try await store.write("again", as: term) { try $0.insert(StoreSamples.version(2)) } }
                let versions = try await store.read { try $0.modelVersions(of: "sections", tenant: StoreSamples.tenant, limit: 2) }
                #expect(versions == [StoreSamples.version(3), StoreSamples.version(2)])
                #expect(try await store.read { try $0.models(of: StoreSamples.tenant) }.map(\.name) == ["sections"])
                #expect(try await store.read { try $0.models(of: TenantName("other")) }.isEmpty)
                try await store.expect([StoreSamples.version(2)]) { try $0.modelVersions(of: JobID("job_2")) }
            }
        },
        StorePromise("an alias points at a version that exists, and every move is recorded") { harness in
            try await harness.withStore { store, term in
                let move: @Sendable (Int64) async throws -> Void = { version in
                    let alias = AliasRow(
                        tenant: StoreSamples.tenant, name: "sections", alias: "production", version: version, updatedAt: StoreSamples.time,
                        updatedBy: "suite", reason: "gates passed")
                    try await store.write("promote", as: term) { try $0.setAlias(alias) }
                }
                let error = await expectFleetError { try await move(1) }
                #expect(error?.code == "model_version_unknown")
                try await store.write("register", as: term) {
                    try $0.insert(StoreSamples.version(1))
                    try $0.insert(StoreSamples.version(2))
                }
                try await move(1)
                try await move(2)
                try await move(1)
                try await store.expect(1) { try $0.alias("production", of: "sections", tenant: StoreSamples.tenant)?.version }
                #expect(try await store.read { try $0.aliases(of: "sections", tenant: StoreSamples.tenant) }.count == 1)
                let moves = try await store.read { try $0.aliasMoves(of: "production", name: "sections", tenant: StoreSamples.tenant, limit: 9) }
                #expect(moves.map(\.fromVersion) == [2, 1, nil])
                #expect(moves.map(\.toVersion) == [1, 2, 1])
            }
        },
    ]
}
