import FleetCore
import FleetTesting
import ObjectStorage
import Testing

/// What networks and overloaded services do, over real connections.
@Suite struct S3FaultTests {
    private static let text = "0123456789abcdefghijklmnopqrstuvwxyz"

    private func store(_ client: S3Client) -> S3ObjectStore {
        S3ObjectStore(client: client, location: ObjectLocation(scheme: "s3", bucket: "fleet", key: "a"))
    }

    private func sources(_ client: S3Client) -> S3SourceStore {
        S3SourceStore(
            directory: StorageDirectory([NamedStorage(name: "lake", scheme: "s3", grants: [StorageGrant(bucket: "lake")])]), clients: ["lake": client]
        )
    }

    private func read(_ reader: any ObjectReader) async throws -> String {
        var bytes: [UInt8] = []
        while let piece = try await reader.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [(500, "InternalError"), (503, "SlowDown"), (503, "")])
    func aBusyStorageIsAskedAgainAndNotMuchMoreThanNeeded(_ status: Int, _ code: String) async throws {
        // Every tenth request is refused.
        let fake = FakeS3 { _, number in number % 10 == 0 ? .refused(status, code) : nil }
        try await FakeS3Server(fake: fake).run { client in
            let store = store(client)
            for number in 0..<30 {
                let reference = try await store.put(Array("row \(number)".utf8), at: "k/\(number)")
                #expect(try await store.get(reference) == Array("row \(number)".utf8))
            }
            #expect(try await store.list(prefix: "k/", after: nil, limit: 100).count == 30)
            // A put, a head and a get each, and the listing.
            #expect(Double(fake.requests.count) <= 91 * 1.2)
        }
    }

    @Test func aStorageThatStaysBusyIsGivenUp() async throws {
        let fake = FakeS3 { _, _ in .refused(503, "SlowDown") }
        try await FakeS3Server(fake: fake).run { client in
            let error = await expectFleetError { try await store(client).put([1], at: "k") }
            #expect(error?.code == "store_unavailable")
            #expect(error?.disposition == .transient)
            #expect(fake.requests.count == client.limits.retry.maximumFailures)
        }
    }

    /// Cut at every byte: never a short file, and what came is not fetched again.
    @Test func aBodyThatIsCutGoesOnWhereItWasCut() async throws {
        for count in 0..<Self.text.utf8.count {
            let fake = FakeS3 { request, number in request.method == "GET" && number == 2 ? .cut(after: count) : nil }
            fake.place(Self.text, at: "lake/t/rows.jsonl")
            try await FakeS3Server(fake: fake).run { client in
                let sources = sources(client)
                let file = try #require(try await sources.files(of: "s3://lake/t/rows.jsonl").first)
                #expect(try await read(try await sources.reader(of: file, from: 0)) == Self.text, "cut after \(count)")
                #expect(fake.requests.last?.headers["range"] == "bytes=\(count)-35")
                #expect(fake.requests.count == 3)
            }
        }
    }

    @Test func severalWindowsMakeOneFileFromAnyOffset() async throws {
        let fake = FakeS3()
        fake.place(Self.text, at: "lake/rows.jsonl")
        try await FakeS3Server(fake: fake).run({ $0.sourceWindowBytes = 7 }) { client in
            let sources = sources(client)
            let file = try #require(try await sources.files(of: "s3://lake/rows.jsonl").first)
            for offset in [0, 1, 6, 7, 20, 35, 36] {
                #expect(try await read(try await sources.reader(of: file, from: Int64(offset))) == String(Self.text.dropFirst(offset)))
            }
        }
    }

    /// Lies that come once: another part, more, less, another length, another tag.
    @Test(arguments: ["range", "more", "less", "total", "tag"])
    func anAnswerThatIsNotWhatWasAskedForIsNeverTaken(_ lie: String) async throws {
        let fake = FakeS3 { request, number in
            guard request.method == "GET", number == 2 else { return nil }
            return .rewritten { reply in
                var reply = reply
                func set(_ name: String, _ value: String) { reply.headers = reply.headers.filter { $0.name != name } + [(name, value)] }
                switch lie {
                case "range": set("content-range", "bytes 1-35/36")
                case "more": reply.body += [1, 2, 3]
                case "less": reply.body.removeLast(5)
                case "total": set("content-range", "bytes 0-35/99")
                default: set("etag", "\"other\"")
                }
                return reply
            }
        }
        fake.place(Self.text, at: "lake/rows.jsonl")
        try await FakeS3Server(fake: fake).run { client in
            let sources = sources(client)
            let file = try #require(try await sources.files(of: "s3://lake/rows.jsonl").first)
            let reader = try await sources.reader(of: file, from: 0)
            if ["total", "tag"].contains(lie) {
                #expect((await expectFleetError { try await read(reader) })?.code == "source_changed")
            } else {
                #expect(try await read(reader) == Self.text)
            }
        }
    }

    @Test func aSourceThatWasReplacedIsNotMixedIn() async throws {
        let fake = FakeS3()
        fake.place(Self.text, at: "lake/rows.jsonl")
        try await FakeS3Server(fake: fake).run({ $0.sourceWindowBytes = 10 }) { client in
            let sources = sources(client)
            let file = try #require(try await sources.files(of: "s3://lake/rows.jsonl").first)
            let reader = try await sources.reader(of: file, from: 0)
            #expect(try await reader.next() == Array("0123456789".utf8))
            fake.place(Self.text.uppercased(), at: "lake/rows.jsonl")
            let error = await expectFleetError { try await reader.next() }
            #expect(error?.code == "source_changed")
            #expect(error?.disposition == .rejected)
        }
    }

    @Test func damagedBytesOfAnArtifactAreNeverHandedOutAsGood() async throws {
        let fake = FakeS3()
        try await FakeS3Server(fake: fake).run { client in
            let reference = try await store(client).put(Array("precious".utf8), at: "k")
            fake.place("precioux", at: "fleet/a/k")
            #expect((await expectFleetError { try await store(client).get(reference) })?.code == "object_damaged")
        }
    }

    /// The write was done and its answer lost: the second try finds its own bytes.
    @Test(arguments: [10, 40]) func aLostAnswerMakesOneObject(_ bytes: Int) async throws {
        let isLast: @Sendable (FakeS3.Request) -> Bool = { request in
            bytes == 10 ? request.method == "PUT" : request.method == "POST" && request.query["uploadId"] != nil
        }
        let fake = LosingOnce.fake(isLast)
        try await FakeS3Server(fake: fake).run({ $0.partBytes = 16 }) { client in
            let payload = [UInt8](repeating: 5, count: bytes)
            let reference = try await store(client).put(payload, at: "k")
            #expect(reference.bytes == Int64(bytes))
            #expect(fake.requests.filter(isLast).count == 2, "the answer was not lost")
            #expect(fake.objects["fleet/a/k"] == payload)
            #expect(fake.objects.count == 1)
            #expect(fake.unfinishedUploads == 0)
        }
    }

    @Test func anErrorInTheBodyOfASuccessIsAnError() async throws {
        let fake = LosingOnce.fake({ $0.method == "POST" && $0.query["uploadId"] != nil }, as: .refused(200, "InternalError"))
        try await FakeS3Server(fake: fake).run({ $0.partBytes = 16 }) { client in
            let reference = try await store(client).put([UInt8](repeating: 5, count: 40), at: "k")
            #expect(reference.bytes == 40)
            #expect(fake.objects["fleet/a/k"]?.count == 40)
        }
    }

    @Test func anObjectOfSomebodyElseIsNeverReplaced() async throws {
        let fake = FakeS3()
        fake.place("theirs", at: "fleet/a/k")
        try await FakeS3Server(fake: fake).run({ $0.partBytes = 16 }) { client in
            for count in [6, 40] {
                let error = await expectFleetError { try await store(client).put([UInt8](repeating: 5, count: count), at: "k") }
                #expect(error?.code == "object_exists")
            }
            #expect(fake.objects["fleet/a/k"] == Array("theirs".utf8))
            #expect(fake.unfinishedUploads == 0)
        }
    }

    @Test func anAbandonedUploadLeavesNoParts() async throws {
        let fake = FakeS3()
        try await FakeS3Server(fake: fake).run({ $0.partBytes = 16 }) { client in
            let writer = try await store(client).writer(for: "k")
            try await writer.write([UInt8](repeating: 1, count: 50))
            #expect(fake.unfinishedUploads == 1)
            await writer.abandon()
            #expect(fake.unfinishedUploads == 0)
        }
    }

    /// A listing is a hint: what was planned is asked for by name and version, and artifacts are never looked for in listings.
    @Test func staleListingsChangeNoResult() async throws {
        let fake = FakeS3()
        fake.place("old", at: "lake/t/a.jsonl")
        fake.freezeListings()
        fake.place("new and longer", at: "lake/t/a.jsonl")
        try await FakeS3Server(fake: fake).run { client in
            let sources = sources(client)
            let file = try #require(try await sources.files(of: "s3://lake/t/").first)
            #expect((await expectFleetError { try await read(try await sources.reader(of: file, from: 0)) })?.code == "source_changed")
            let reference = try await store(client).put([1, 2], at: "k")
            #expect(try await store(client).list(prefix: "k", after: nil, limit: 10).isEmpty)
            #expect(try await store(client).get(reference) == [1, 2])
        }
    }

    /// The test ends, which is what it is about.
    @Test func aStorageThatOnlyTricklesIsGivenUp() async throws {
        let fake = FakeS3 { request, _ in request.method == "GET" ? .dripping : nil }
        fake.place(String(repeating: "x", count: 100_000), at: "lake/rows.jsonl")
        func trickle(_ limits: inout S3Limits) {
            limits.requestTimeout = .milliseconds(100)
            limits.operationTimeout = .milliseconds(400)
        }
        try await FakeS3Server(fake: fake).run(trickle) { client in
            let file = SourceFile(uri: "s3://lake/rows.jsonl", bytes: 100_000, version: "etag:" + FakeS3.tag(fake.objects["lake/rows.jsonl"] ?? []))
            let reader = try await sources(client).reader(of: file, from: 0)
            let error = await expectFleetError { try await reader.next() }
            #expect(error?.code == "store_unavailable")
            #expect(error?.disposition == .transient)
        }
    }

    @Test func aStorageThatOverwritesIsFoundOut() async throws {
        let fake = FakeS3 { request, _ in request.headers["if-none-match"] != nil ? .rewritten { _ in FakeS3.Reply() } : nil }
        try await FakeS3Server(fake: fake).run { client in
            #expect((await expectFleetError { try await store(client).probe("p") })?.code == "store_unsafe")
        }
    }
}
