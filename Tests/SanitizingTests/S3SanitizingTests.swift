import FleetCore
import FleetTesting
import ObjectStorage
import Testing

/// The whole stage with raw data and artifacts in a real S3 server.
@Suite(.enabled(if: RealS3.isThere, "no S3 server: set MODELOPS_TEST_S3")) struct S3SanitizingTests {
    private static let plan = SanitizationPlan(
        sources: [SanitizationPlan.Source(uri: "s3://BUCKET/t/", format: "csv", storage: "lake")],
        fields: SanitizationPlan.Fields(prompt: "body", completion: "queue"), split: SanitizationPlan.SplitShares(seed: 7))

    private static func table(_ from: Int, _ to: Int) -> String {
        "body,queue\n" + (from..<to).map { "\"Case \($0), written by person\($0)@example.org\",q\($0 % 3)\n" }.joined()
    }

    private func sources(_ real: RealS3, _ bucket: String) throws -> S3SourceStore {
        let storage = NamedStorage(name: "lake", scheme: "s3", grants: [StorageGrant(bucket: bucket, prefix: "t")])
        return S3SourceStore(directory: StorageDirectory([storage]), clients: ["lake": try real.client()])
    }

    private func plan(_ bucket: String) -> SanitizationPlan {
        var plan = Self.plan
        plan.sources[0].uri = "s3://\(bucket)/t/"
        return plan
    }

    @Test func aSourceInS3BecomesADatasetInS3AsFromFiles() async throws {
        let real = try await RealS3.shared.get()
        let (lake, fleet) = (try real.bucket(), try real.bucket())
        try real.place(Self.table(0, 200), at: "t/a", in: lake)
        try real.place(Self.table(200, 260), at: "t/b", in: lake)
        let store = S3ObjectStore(client: try real.client(), location: ObjectLocation(scheme: "s3", bucket: fleet, key: "prod"))
        let bench = try SanitizingBench(artifacts: store, sources: try sources(real, lake))
        defer { bench.clear() }
        let output = try await bench.sanitize(plan(lake), shardBytes: 2048)
        #expect(output.counts.kept == 260)
        #expect(output.counts.redacted["email"] == 260)
        let rows = try await bench.everyRow(output)
        #expect(rows.count == 260)
        #expect(!rows.joined().contains { $0.contains("@example.org") })
        #expect(real.files(of: fleet).allSatisfy { $0.hasPrefix("prod/jobs/") })

        // The same rows out of files give the same dataset.
        let local = try SanitizingBench()
        defer { local.clear() }
        var plan = plan(lake)
        plan.sources = [
            SanitizationPlan.Source(uri: try local.write(Self.table(0, 200), to: "a").uri, format: "csv"),
            SanitizationPlan.Source(uri: try local.write(Self.table(200, 260), to: "b").uri, format: "csv"),
        ]
        let there = try await local.sanitize(plan, shardBytes: 2048)
        #expect(there.dataset.train.shards.map(\.sha256) == output.dataset.train.shards.map(\.sha256))
    }

    @Test func aSourceThatIsReplacedBetweenPlanAndShardEndsTheJob() async throws {
        let real = try await RealS3.shared.get()
        let lake = try real.bucket()
        try real.place(Self.table(0, 20), at: "t/a", in: lake)
        let bench = try SanitizingBench(sources: try sources(real, lake))
        defer { bench.clear() }
        let planned = try await bench.perform("plan", SanitizePlanInput(plan: plan(lake), shardBytes: 1 << 20), as: "plan")
        try real.place(Self.table(0, 19) + "x,y\n", at: "t/a", in: lake)
        let error = await expectFleetError { try await bench.perform("shard", planned.spawned[0].input, as: "shard") }
        #expect(error?.code == "source_changed")
        #expect(error?.disposition == .rejected)
    }
}
