import FleetCore
import FleetTesting
import HTTP
import ObjectStorage
import Testing

@Suite struct HTTPSSourceStoreTests {
    private static let text = Array("0123456789".utf8)

    /// A server with one file that knows ranges and conditions.
    private func server(tag: String = "\"one\"", ranges: Bool = true, head: Int = 200, short: Bool = false) -> ScriptedHTTP {
        ScriptedHTTP { request in
            func header(_ name: String) -> String? { request.headers.first { $0.name == name }?.value }
            var reply = ScriptedHTTP.Reply(headers: [("etag", tag), ("content-length", "10")])
            if request.method == "HEAD" {
                reply.status = head
                return reply
            }
            if let wanted = header("if-match"), wanted != tag { return ScriptedHTTP.Reply(status: 412) }
            var bytes = Self.text
            if ranges, let range = header("range"), let start = Int(range.dropFirst(6).prefix { $0 != "-" }) {
                bytes = Array(bytes[start...])
                reply.status = 206
                reply.headers = [("etag", tag), ("content-range", "bytes \(start)-9/10")]
            }
            reply.pieces = short ? [Array(bytes.prefix(2))] : [Array(bytes.prefix(2)), Array(bytes.dropFirst(2))].filter { !$0.isEmpty }
            return reply
        }
    }

    private func read(_ store: HTTPSSourceStore, _ file: SourceFile, from offset: Int64) async throws -> String {
        let reader = try await store.reader(of: file, from: offset)
        var bytes: [UInt8] = []
        while let piece = try await reader.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [true, false], [200, 403, 405]) func aFileIsReadFromAnyOffset(_ ranges: Bool, _ head: Int) async throws {
        let store = HTTPSSourceStore(hosts: ["Data.example"], client: server(ranges: ranges, head: head))
        let file = try #require(try await store.files(of: "https://data.example/rows.jsonl?sig=x").first)
        #expect(file.bytes == 10 && file.version == "etag:\"one\"")
        #expect(try await read(store, file, from: 0) == "0123456789")
        #expect(try await read(store, file, from: 7) == "789")
        #expect(try await read(store, file, from: 10) == "")
    }

    @Test func aFileThatChangedIsNotMixedIn() async throws {
        let planned = SourceFile(uri: "https://data.example/r", bytes: 10, version: "etag:\"zero\"")
        for file in [
            planned, SourceFile(uri: planned.uri, bytes: 10, version: "etag:W/\"zero\""),
            SourceFile(uri: planned.uri, bytes: 9, version: "etag:\"one\""),
        ] {
            let store = HTTPSSourceStore(hosts: ["data.example"], client: server())
            let error = await expectFleetError { try await read(store, file, from: 5) }
            #expect(error?.code == "source_changed" && error?.disposition == .rejected)
        }
    }

    @Test func anAnswerThatEndsEarlyIsTriedAgainNotTakenAsTheEnd() async throws {
        let store = HTTPSSourceStore(hosts: ["data.example"], client: server(short: true))
        let file = SourceFile(uri: "https://data.example/r", bytes: 10, version: "etag:\"one\"")
        let error = await expectFleetError { try await read(store, file, from: 0) }
        #expect(error?.code == "store_unavailable" && error?.disposition == .transient)
    }

    @Test(arguments: [
        "http://data.example/x", "https://other.example/x", "https://data.example.evil/x", "https://data.example:8443/x",
        "https://u:p@data.example/x",
        "https://data.example\\@evil/x", "https://[::1]/x", "https:///x", "https://data.example/a*.jsonl", "https://data.example/x#f",
        "https://data.example/a b",
    ])
    func whatIsNotAllowedIsRefusedBeforeAnythingLeaves(_ uri: String) async throws {
        let client = server()
        let store = HTTPSSourceStore(hosts: ["data.example"], client: client)
        let error = await expectFleetError { try await store.files(of: uri) }
        #expect(error?.code == "source_refused" && error?.disposition == .rejected)
        #expect(client.requests.isEmpty)
    }

    @Test(arguments: ["https://evil.example/x", "http://data.example/x", "//evil.example/x", "https://data.example/again"])
    func aRedirectIsCheckedLikeTheFirstAddress(_ location: String) async throws {
        let client = ScriptedHTTP { _ in ScriptedHTTP.Reply(status: 302, headers: [("location", location)]) }
        let store = HTTPSSourceStore(hosts: ["data.example"], client: client)
        let error = await expectFleetError { try await store.files(of: "https://data.example/x") }
        #expect(error?.code == "source_refused")
        #expect(client.requests.allSatisfy { $0.url.hasPrefix("https://data.example/") } && client.requests.count <= 4)
    }

    @Test func aRedirectWithinTheHostsIsFollowed() async throws {
        let client = ScriptedHTTP { request in
            request.url.hasSuffix("/old")
                ? ScriptedHTTP.Reply(status: 307, headers: [("location", "/new")])
                : ScriptedHTTP.Reply(headers: [("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT"), ("content-length", "3")])
        }
        let file = try #require(try await HTTPSSourceStore(hosts: ["data.example"], client: client).files(of: "https://data.example/old").first)
        #expect(file.uri == "https://data.example/old" && file.bytes == 3 && file.version.hasPrefix("modified:"))
    }

    @Test(arguments: [
        (404, "source_missing", Disposition.rejected), (401, "source_unreadable", .rejected), (503, "store_unavailable", .transient),
        (429, "store_unavailable", .transient),
    ])
    func aServersNoIsToldWithoutTheQuery(_ status: Int, _ code: String, _ disposition: Disposition) async throws {
        let store = HTTPSSourceStore(hosts: ["data.example"], client: ScriptedHTTP { _ in ScriptedHTTP.Reply(status: status) })
        let error = await expectFleetError { try await store.files(of: "https://data.example/x?signature=secret") }
        #expect(error?.code.rawValue == code && error?.disposition == disposition)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func whatHasNoVersionOrIsTooLargeIsRefused() async throws {
        let bare = HTTPSSourceStore(hosts: ["data.example"], client: ScriptedHTTP { _ in ScriptedHTTP.Reply(headers: [("content-length", "3")]) })
        #expect((await expectFleetError { try await bare.files(of: "https://data.example/x") })?.code == "source_unreadable")
        let small = HTTPSSourceStore(hosts: ["data.example"], client: server(), maximumBytes: 9)
        #expect((await expectFleetError { try await small.files(of: "https://data.example/x") })?.code == "source_refused")
    }

    @Test func aServerThatIsAwayIsAwaited() async throws {
        let store = HTTPSSourceStore(hosts: ["data.example"], client: ScriptedHTTP { _ in throw FleetError("not_sent", .transient, "no route") })
        #expect((await expectFleetError { try await store.files(of: "https://data.example/x") })?.code == "store_unavailable")
    }

    @Test(arguments: ["bytes 0-0/-5", "bytes 0-0/*", "bytes -3-4/10", "bytes 5-2/10", "bytes 0-0/0", "bytes 0-0/99999999999999999999", "bytes /", "bytes 0-0/+1"])
    func aNonsensicalRangeIsNoLength(_ range: String) async throws {
        let store = HTTPSSourceStore(
            hosts: ["data.example"],
            client: ScriptedHTTP { request in
                request.method == "HEAD"
                    ? ScriptedHTTP.Reply(status: 405) : ScriptedHTTP.Reply(status: 206, headers: [("etag", "\"one\""), ("content-range", range)])
            })
        let error = await expectFleetError { try await store.files(of: "https://data.example/x") }
        #expect(error?.code == "source_unreadable" && error?.disposition == .rejected)
        let planned = SourceFile(uri: "https://data.example/x", bytes: -5, version: "etag:\"one\"")
        #expect((await expectFleetError { try await store.reader(of: planned, from: 0) })?.code == "source_changed")
    }

    @Test func whatIsShownOfAnAddressHasNoQuery() {
        #expect(SourceFile.shown("https://data.example/x?signature=secret") == "https://data.example/x")
        #expect(SourceFile.shown("file:///data/who?.jsonl") == "file:///data/who?.jsonl")
    }
}
