import FleetCore
import FleetTesting
import ObjectStorage
import Testing

/// Against a real server that checks signatures.
@Suite(.enabled(if: RealS3.isThere, "no S3 server: set MODELOPS_TEST_S3")) struct S3ObjectStoreTests {
    private func store(_ prefix: String = "fleet/artifacts", _ adjust: (inout S3Limits) -> Void = { _ in }) async throws -> S3ObjectStore {
        let real = try await RealS3.shared.get()
        return S3ObjectStore(client: try real.client(adjust), location: ObjectLocation(scheme: "s3", bucket: try real.bucket(), key: prefix))
    }

    @Test(arguments: ObjectStoreConformance.promises) func s3Keeps(_ promise: ObjectStorePromise) async throws {
        let store = try await store()
        // S3Proxy looks first and writes then, in two steps: of writers at the very same moment several may pass. AWS and the storage in memory decide once.
        try await withKnownIssue("S3Proxy's condition is not atomic", isIntermittent: true) {
            try await promise.check(store)
        } when: {
            promise.name.hasPrefix("of two writers")
        }
    }

    /// In parts of 5 MiB, the least that the protocol allows.
    @Test func aLargeObjectGoesInPartsAndComesBackByteForByte() async throws {
        let store = try await store("") { $0.partBytes = 5 << 20 }
        let writer = try await store.writer(for: "large/object")
        for piece in 0..<13 { try await writer.write([UInt8](repeating: UInt8(piece), count: 1_000_000)) }
        let beforeTheEnd = try await store.stat("large/object")
        #expect(beforeTheEnd == nil, "an unfinished upload is visible")
        let reference = try await writer.finish()
        #expect(reference.bytes == 13_000_000)
        let bytes = try await store.get(reference)
        #expect(bytes.count == 13_000_000)
        // Written a second time, in parts as well: the same bytes are no harm, others are.
        let again = try await store.writer(for: "large/object")
        for piece in 0..<13 { try await again.write([UInt8](repeating: UInt8(piece), count: 1_000_000)) }
        #expect(try await again.finish() == reference)
        let other = try await store.writer(for: "large/object")
        for _ in 0..<13 { try await other.write([UInt8](repeating: 7, count: 1_000_000)) }
        #expect((await expectFleetError { try await other.finish() })?.code == "object_exists")
        #expect(try await store.get(reference) == bytes)
    }

    @Test func keysThatNeedEscapesComeBack() async throws {
        let store = try await store()
        for key in ["a+b", "ä/ö=ü&x", "100%25", "semi;colon,comma'quote(1)", "🙂/~tilde"] {
            let reference = try await store.put(Array(key.utf8), at: key)
            #expect(try await store.get(reference) == Array(key.utf8), "\(key)")
            #expect(try await store.list(prefix: key, after: nil, limit: 5).map(\.key) == [key])
            try await store.delete(key)
        }
    }

    @Test func aListingGoesOnBeyondThePageOfTheServer() async throws {
        let store = try await store()
        for number in 0..<25 { _ = try await store.put([], at: "k/\(String(number + 100))") }
        var found: [String] = []
        while true {
            let page = try await store.list(prefix: "k/", after: found.last, limit: 10)
            if page.isEmpty { break }
            found += page.map(\.key)
        }
        #expect(found == (100..<125).map { "k/\($0)" })
    }

    @Test func aWrongSecretIsRefusedForGoodAndShowsNothing() async throws {
        let real = try await RealS3.shared.get()
        let store = S3ObjectStore(
            client: try real.client(secret: "wrong-secret"), location: ObjectLocation(scheme: "s3", bucket: try real.bucket(), key: ""))
        let error = await expectFleetError { try await store.put([1], at: "k") }
        #expect(error?.code == "store_denied")
        #expect(error?.disposition == .permanent)
        #expect(error?.description.contains("wrong-secret") == false)
    }

    @Test func aMissingBucketIsSaidByName() async throws {
        let real = try await RealS3.shared.get()
        let store = S3ObjectStore(client: try real.client(), location: ObjectLocation(scheme: "s3", bucket: "no-such-bucket", key: ""))
        let error = await expectFleetError { try await store.put([1], at: "k") }
        #expect(error?.hint?.contains("bucket") == true)
        #expect(error?.disposition == .permanent)
    }

    @Test func theProbeAcceptsAStorageThatKeepsWhatIsWritten() async throws {
        let store = try await store()
        try await store.probe("probe/one")
        #expect(try await store.stat("probe/one") == nil)
    }
}
