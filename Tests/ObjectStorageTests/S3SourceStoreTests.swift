import FleetCore
import FleetTesting
import ObjectStorage
import Testing

@Suite struct S3SourceStoreTests {
    private static let directory = StorageDirectory([
        NamedStorage(
            name: "lake-eu", scheme: "s3", isDefault: true,
            grants: [
                StorageGrant(bucket: "lake", prefix: "open"), StorageGrant(bucket: "lake", prefix: "{tenant}"),
                StorageGrant(bucket: "acme", tenants: [TenantName("acme")]),
            ]),
        NamedStorage(name: "other", scheme: "s3", grants: [StorageGrant(bucket: "other")]),
    ])

    private func withSources(_ body: @escaping @Sendable (S3SourceStore) async throws -> Void) async throws {
        let fake = FakeS3()
        for key in [
            "open/a-2.csv", "open/a-10.csv", "open/b.csv", "open/_SUCCESS", "open/.hidden", "open/deep/c.csv", "open/deep/_tmp/d.csv", "open/",
            "openly/secret.csv", "acme/own.csv", "secret.csv",
        ] { fake.place(key, at: "lake/\(key)") }
        fake.place("x", at: "acme/x.csv")
        fake.place("o", at: "other/o.csv")
        try await FakeS3Server(fake: fake).run { client in
            try await body(S3SourceStore(directory: Self.directory, clients: ["lake-eu": client, "other": client]))
        }
    }

    private static func keys(_ files: [SourceFile]) -> [String] { files.map { String($0.uri.dropFirst(10)) } }

    @Test func folderPatternAndObjectNameFiles() async throws {
        try await withSources { sources in
            #expect(Self.keys(try await sources.files(of: "s3://lake/open/")) == ["open/a-10.csv", "open/a-2.csv", "open/b.csv", "open/deep/c.csv"])
            #expect(Self.keys(try await sources.files(of: "s3://lake/open/a-*.csv")) == ["open/a-10.csv", "open/a-2.csv"])
            #expect(Self.keys(try await sources.files(of: "s3://lake/open/a-?.csv")) == ["open/a-2.csv"])
            let one = try #require(try await sources.files(of: "s3://lake/open/b.csv").first)
            #expect(one.bytes == 10)
            #expect(one.version.hasPrefix("etag:\""))
            #expect(try await sources.reader(of: one, from: 5).next() == Array("b.csv".utf8))
            for uri in ["s3://lake/open/none.csv", "s3://lake/open/none/", "s3://lake/open/z*"] {
                #expect((await expectFleetError { try await sources.files(of: uri) })?.code == "source_missing", "\(uri)")
            }
        }
    }

    @Test(arguments: [
        "s3://lake/secret.csv", "s3://lake/", "s3://lake/o*", "s3://lake/openly/secret.csv", "s3://lake/open", "s3://acme/x.csv",
        "s3://lake/acme/own.csv",
        "s3://lake/open/../secret.csv", "s3://other/o.csv", "s3://none/x", "s3://127.0.0.1:80/x", "s3://lake/o*n/a.csv", "s3://LAKE/open/b.csv",
        "s3:///x",
    ])
    func nothingBeyondWhatIsOpenIsAskedFor(_ uri: String) async throws {
        try await withSources { sources in
            let error = await expectFleetError { try await sources.files(of: uri) }
            #expect(error?.code == "source_refused", "\(uri)")
            #expect(error?.hint != nil)
            let file = SourceFile(uri: uri, bytes: 1, version: "etag:\"x\"")
            #expect((await expectFleetError { try await sources.reader(of: file, from: 0) })?.code == "source_refused")
        }
    }

    @Test func aTenantReadsItsOwnAndNamesItsStorage() async throws {
        try await withSources { sources in
            let acme = TenantName("acme")
            #expect(try await sources.files(of: SourceAddress("s3://acme/x.csv", tenant: acme)).count == 1)
            #expect(try await sources.files(of: SourceAddress("s3://lake/acme/own.csv", tenant: acme)).first?.tenant == acme)
            let other = try #require(try await sources.files(of: SourceAddress("s3://other/o.csv", storage: "other")).first)
            #expect(other.storage == "other")
            #expect(try await sources.reader(of: other, from: 0).next() == [UInt8(ascii: "o")])
            let unknown = await expectFleetError { try await sources.files(of: SourceAddress("s3://lake/open/b.csv", storage: "lake")) }
            #expect(unknown?.path == "storage")
        }
    }

    @Test func aFileSourceOfATenantIsItsOwn() async throws {
        try await TenantFolders.run { folder in
            let files = FileSourceStore(roots: [folder], tenantRoots: [TenantName("acme"): [folder + "/acme"]])
            let acme = TenantName("acme")
            #expect(try await files.files(of: "file://\(folder)/all.csv").count == 1)
            let own = try #require(try await files.files(of: SourceAddress("file://\(folder)/acme/own.csv", tenant: acme)).first)
            #expect(try await files.reader(of: own, from: 0).next() == Array("own".utf8))
            for address in [SourceAddress("file://\(folder)/all.csv", tenant: acme), SourceAddress("file://\(folder)/acme/own.csv")] {
                #expect((await expectFleetError { try await files.files(of: address) })?.code == "source_refused", "\(address)")
            }
            let stolen = SourceFile(uri: own.uri, bytes: own.bytes, version: own.version)
            #expect((await expectFleetError { try await files.reader(of: stolen, from: 0) })?.code == "source_refused")
        }
    }
}
