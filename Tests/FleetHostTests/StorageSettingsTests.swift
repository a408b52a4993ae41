import FleetCore
import FleetTesting
import JSON
import ObjectStorage
import Telemetry
import Testing

@testable import FleetHost

@Suite struct StorageSettingsTests {
    private static let keys = #""access_key_variable": "A", "secret_key_variable": "B""#

    private func settings(_ storage: String) throws -> Settings {
        try SettingsReader(.sanitizer) { _ in Array("{\"storage\": \(storage)}".utf8) }.read(arguments: ["--settings", "f"], environment: [:])
    }

    private func host(_ storage: String) throws -> Host {
        Host(
            settings: try settings(storage), clock: ManualClock(), random: SeededRandom(seed: 1),
            logger: Logger(label: "test", sink: SilentLogSink()), metrics: MetricRegistry(), shutdown: Signal())
    }

    @Test func storagesAreReadAndOpenWhatTheyName() throws {
        let directory = try host(
            """
            {"stores": {
              "lake": {"type": "s3", "endpoint": "https://s3.example.com", "region": "eu-central-1", \(Self.keys), "buckets": [{"bucket": "lake", "prefix": "t", "tenants": ["acme"]}]},
              "main": {"type": "s3", "region": "eu-central-1", "default": true, \(Self.keys)}}}
            """
        ).storageDirectory()
        #expect(directory.names == ["lake", "main"])
        #expect(try directory.find("s3://lake/t/x", in: "lake", for: TenantName("acme")).storage.name == "lake")
        #expect(expectFleetError { try directory.find("s3://lake/t/x", in: "lake", for: TenantName("other")) }?.code == "source_refused")
        #expect(expectFleetError { try directory.find("s3://lake/t/x", in: nil, for: TenantName("acme")) }?.code == "source_refused")
    }

    @Test(arguments: [
        (#"{"stores": {"a": {"type": "s4", "region": "r"}}}"#, "storage.stores.a.type"),
        (#"{"stores": {"a": {"type": "s3"}}}"#, "storage.stores.a.region"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "endpiont": "x"}}}"#, "storage.stores.a"), (#"{"stores": {"a": []}}"#, "storage.stores.a"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "endpoint": "http://minio:9000"}}}"#, "storage.stores.a.endpoint"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "endpoint": "s3.example.com"}}}"#, "storage.stores.a"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "secret_key_file": "/x"}}}"#, "storage.stores.a"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "secret_key": "x"}}}"#, "storage.stores.a"),
        (
            #"{"stores": {"a": {"type": "s3", "region": "r", "buckets": [{"bucket": "lake", "tenants": "acme"}]}}}"#,
            "storage.stores.a.buckets[0].tenants"
        ),
        (
            #"{"stores": {"a": {"type": "s3", "region": "r", "buckets": [{"bucket": "lake", "tenants": [1]}]}}}"#,
            "storage.stores.a.buckets[0].tenants"
        ),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "buckets": [{"prefix": "x"}]}}}"#, "storage.stores.a.buckets[0].bucket"),
        (
            #"{"stores": {"a": {"type": "s3", "region": "r", "default": true}, "b": {"type": "s3", "region": "r", "default": true}}}"#,
            "storage.stores"
        ),
    ])
    func aStorageThatCannotBeReadIsRefusedByItsKey(_ text: String, _ path: String) {
        let error = expectFleetError { try host(text).storageDirectory() }
        #expect(error?.path == path, "\(String(describing: error))")
        #expect(error?.hint != nil)
        #expect(error?.disposition == .rejected)
    }

    @Test func artifactsLieInTheStorageThatIsNamed() throws {
        let store = try host(#"{"artifacts": "s3://fleet/prod", "stores": {"main": {"type": "s3", "region": "eu-central-1"}}}"#).artifactStore()
        #expect(store is S3ObjectStore)
        for text in [
            #"{"artifacts": "s3://fleet/prod"}"#, #"{"artifacts": "s3://F/x"}"#, #"{"artifacts": "gs://fleet/x"}"#, #"{"artifacts": "s3://fleet/*"}"#,
            #"{"artifacts": "s3://fleet/x", "artifacts_store": "b", "stores": {"main": {"type": "s3", "region": "r"}}}"#,
            #"{"artifacts": "s3://fleet/x", "stores": {"a": {"type": "s3", "region": "r"}, "b": {"type": "s3", "region": "r"}}}"#,
        ] {
            let error = expectFleetError { try host(text).artifactStore() }
            #expect(error?.path?.hasPrefix("storage.artifacts") == true, "\(text): \(String(describing: error))")
        }
    }

    @Test func foldersOfTenantsAreLists() throws {
        _ = try host(#"{"tenant_roots": {"acme": ["/data/acme"]}}"#).sourceStore()
        let error = expectFleetError { try host(#"{"tenant_roots": {"acme": "/data/acme"}}"#).sourceStore() }
        #expect(error?.path == "storage.tenant_roots.acme")
    }

    @Test func keysAreReadWhenTheyAreUsed() async throws {
        let value: JSONValue = ["access_key_variable": "A", "secret_key_variable": "B"]
        let reference = try CredentialReference(value, at: "x") { $0 == "A" ? "one" : $0 == "B" ? "two" : nil }
        #expect(try await reference.credential().accessKey == "one")
        let empty = try CredentialReference(value, at: "x") { _ in nil }
        #expect((await expectFleetError { try await empty.credential() })?.code == "credential_missing")
        let broken = try CredentialReference(value, at: "x") { _ in "a\r\nb" }
        #expect((await expectFleetError { try await broken.credential() })?.description.contains("a\r") == false)
        let usual = try CredentialReference([:], at: "x") { $0 == "AWS_SESSION_TOKEN" ? nil : $0 }
        #expect(try await usual.credential().accessKey == "AWS_ACCESS_KEY_ID")
    }
}
