import Crypto
import FleetCore
import FleetTesting
import Glibc
import HTTP
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

    @Test func aKeyFileThatIsNotThereNamesItsSetting() throws {
        let file = #"{"providers": {"eu": {"type": "openai", "base_url": "https://models.example/v1", "api_key_file": "/nowhere/key"}}}"#
        let settings = try SettingsReader(.trainer) { _ in Array(file.utf8) }.read(arguments: ["--settings", "f"], environment: [:])
        let host = Host(
            settings: settings, clock: ManualClock(), random: SeededRandom(seed: 1), logger: Logger(label: "test", sink: SilentLogSink()),
            metrics: MetricRegistry(), shutdown: Signal())
        let error = expectFleetError { try RemoteModels.make(host) }
        #expect(error?.path == "providers.eu.api_key_file" && error?.hint?.contains("providers.eu.api_key_file") == true)
    }

    /// Another process may run in another folder: what is not named in full says nothing about where its sources lie.
    @Test func foldersThatAreNotNamedInFullAreNotJudgedElsewhere() throws {
        func rules(_ roots: String, _ reader: Setting.Reader) throws -> SourceRules {
            let file = "{\"storage\": {\"source_roots\": [\"\(roots)\"]}}"
            let settings = try SettingsReader(reader) { _ in Array(file.utf8) }.read(arguments: ["--settings", "f"], environment: [:])
            return try Host(
                settings: settings, clock: ManualClock(), random: SeededRandom(seed: 1), logger: Logger(label: "test", sink: SilentLogSink()),
                metrics: MetricRegistry(), shutdown: Signal()
            ).sourceRules()
        }
        let tenant = TenantName("default")
        try rules("data", .coordinator).check("file:///anywhere/x.jsonl", for: tenant)
        let named = try rules("/nowhere/data", .coordinator)
        try named.check("file:///nowhere/data/x.jsonl", for: tenant)
        #expect(expectFleetError { try named.check("file:///anywhere/x.jsonl", for: tenant) }?.code == "source_refused")
        let local = try rules(".", .modelops)
        #expect(expectFleetError { try local.check("file:///anywhere/x.jsonl", for: tenant) }?.code == "source_refused")
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
        (#"{"stores": {"a": {"type": "s3", "region": "r", "role": "x"}}}"#, "storage.stores.a"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "default": "yes"}}}"#, "storage.stores.a.default"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "buckets": {}}}}"#, "storage.stores.a.buckets"),
        (#"{"stores": {"a": {"type": "s3", "region": "r", "access_key_file": 7}}}"#, "storage.stores.a.access_key_file"),
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

    private func source(_ value: JSONValue, _ variable: @escaping @Sendable (String) -> String?) throws -> any S3CredentialSource {
        try CredentialReference(value, region: "eu-central-1", at: "x", variable: variable).source(TokenService())
    }

    @Test func keysAreReadWhenTheyAreUsed() async throws {
        let value: JSONValue = ["access_key_variable": "A", "secret_key_variable": "B"]
        #expect(try await source(value) { $0 == "A" ? "one" : $0 == "B" ? "two" : nil }.credential().accessKey == "one")
        for text in [nil, "a\r\nb"] as [String?] {
            let error = await expectFleetError { try await source(value) { _ in text }.credential() }
            #expect(error?.code == "credential_missing")
            #expect(error?.disposition == .transient)
            #expect(error?.description.contains("a\r") == false)
        }
        #expect(try await source([:]) { $0 == "AWS_SESSION_TOKEN" ? nil : $0 }.credential().accessKey == "AWS_ACCESS_KEY_ID")
        let gone = await expectFleetError {
            try await source(["access_key_file": "/nowhere/a", "secret_key_file": "/nowhere/b"]) { _ in nil }.credential()
        }
        #expect(gone?.description.contains("/nowhere/a") == true)
    }

    /// As a cluster of AWS hands them out: two variables, and a file that is replaced.
    @Test func aRolesKeysAreExchangedForTheClustersToken() async throws {
        let file = try TokenService.temporaryFile()
        try OwnerFile.write(Array("cluster-token\n".utf8), to: file)
        defer { unlink(file) }
        let credential = try await source([:]) { ["AWS_ROLE_ARN": "arn:aws:iam::1:role/fleet", "AWS_WEB_IDENTITY_TOKEN_FILE": file][$0] }.credential()
        #expect(credential == AWSCredential(accessKey: "AK", secretKey: "SK", sessionToken: "ST"))
        let named = try source(["role": "arn:aws:iam::1:role/fleet", "role_token_file": .string(file)]) { _ in nil }
        #expect(try await named.credential() == credential)
        #expect(
            (await expectFleetError { try await source(["role": "other", "role_token_file": .string(file)]) { _ in nil }.credential() })?.code
                == "credential_missing")
    }
}
