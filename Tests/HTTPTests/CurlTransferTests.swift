import FleetCore
import Synchronization
import Testing

@testable import HTTP

@Suite("Bodies of any size, many at once, redirects, and leaving early")
struct CurlTransferTests {
    private let client: CurlClient
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    init() throws { client = try CurlClient(policy: AddressPolicy(allowsPrivate: true)) }

    @Test func aReaderThatDoesNotReadHoldsTheSenderBack() async throws {
        let taken = Mutex(0)
        let server = RawServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n")
            let piece = [UInt8](repeating: 7, count: 1 << 20)
            for _ in 0..<64 {
                guard connection.send(piece) == piece.count else { return }
                taken.withLock { $0 += 1 }
            }
        }
        let stream = try await client.stream(ClientRequest("GET", server.url("/large"), totalTimeout: nil, maximumResponseBytes: 64 << 20))
        // Other transfers on the same thread go on while this one stands still; by their end it has filled what it may.
        let other = RawServer { connection in while connection.request() != nil { connection.send(Self.ok) } }
        for _ in 0..<200 { _ = try await client.send(ClientRequest("GET", other.url("/"))) }
        #expect(taken.withLock { $0 } < 32, "the whole body went into memory")
        var size = 0
        while let piece = try await stream.next() {
            guard piece.allSatisfy({ $0 == 7 }) else {
                Issue.record("another body")
                return
            }
            size += piece.count
        }
        #expect(size == 64 << 20)
    }

    @Test(arguments: [false, true])
    func anAnswerBeyondItsLimitIsNeverASuccess(readsLate: Bool) async throws {
        let server = RawServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n")
            connection.send([UInt8](repeating: 7, count: 3_000_000))
        }
        let stream = try await client.stream(ClientRequest("GET", server.url("/"), totalTimeout: nil, maximumResponseBytes: 2_999_999))
        // Late: the transfer is paused when the limit is met, and the rest comes out of libcurl's own buffer.
        if readsLate { for _ in 0..<50 { _ = try? await client.send(ClientRequest("GET", "http://127.0.0.1:1/")) } }
        var size = 0
        do {
            while let piece = try await stream.next() { size += piece.count }
            Issue.record("\(size) bytes were taken for the whole")
        } catch { #expect((error as? FleetError)?.code == "response_too_large") }
        #expect(size <= 2_999_999)
    }

    @Test func headersWithoutEndAreRefused() async throws {
        let server = RawServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\n")
            let line = "X-Filler: " + String(repeating: "a", count: 1000) + "\r\n"
            while connection.send(line) == line.utf8.count {}
        }
        await #expect(throws: FleetError.self) { try await client.send(ClientRequest("GET", server.url("/"))) }
    }

    @Test func cancellingAWaitEndsItsConnection() async throws {
        let asked = Signal()
        let closed = Signal()
        let server = RawServer { connection in
            _ = connection.request()
            asked.set()
            if connection.waitForClose() { closed.set() }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await client.send(ClientRequest("GET", server.url("/wait"), totalTimeout: nil, idleTimeout: .seconds(600))) }
            try? await asked.wait()
            group.cancelAll()
        }
        try await closed.wait()
    }

    @Test func aStreamThatIsForgottenEndsItsConnection() async throws {
        let closed = Signal()
        let server = RawServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\n\r\nfirst")
            if connection.waitForClose() { closed.set() }
        }
        do {
            let stream = try await client.stream(ClientRequest("GET", server.url("/"), totalTimeout: nil))
            #expect(try await stream.next() == Array("first".utf8))
        }
        try await closed.wait()
    }

    @Test func twoHundredAtOnceEachGetTheirOwnAnswer() async throws {
        try await ServerFixture().run { port in
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await client.send(ClientRequest("GET", "http://127.0.0.1:\(port)/hello?name=\(number)")).body
                            == Array("hello \(number)".utf8)
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(answers == 200)
        }
    }

    @Test func aConnectionIsUsedAgain() async throws {
        let server = RawServer { connection in while connection.request() != nil { connection.send(Self.ok) } }
        for _ in 0..<20 { _ = try await client.send(ClientRequest("POST", server.url("/"), body: .bytes([1], type: "text/plain"))) }
        #expect(server.connections == 1)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "PATCH", "GET"])
    func aRequestWithoutABodyIsWholeAndHasNoType(_ method: String) async throws {
        let seen = Mutex("")
        let server = RawServer { connection in
            while let request = connection.request() {
                seen.withLock { $0 = request.lowercased() }
                connection.send(Self.ok)
            }
        }
        for body in [ClientRequest.Body.none, .bytes([], type: "text/plain")] {
            #expect(try await client.send(ClientRequest(method, server.url("/x"), headers: [("X-Empty", "")], body: body)).body == Array("ok".utf8))
            let request = seen.withLock { $0 }
            #expect(request.hasPrefix("\(method.lowercased()) /x http/1.1\r\n"))
            #expect(request.contains("\r\nx-empty:"))
            #expect(!request.contains("expect:") && !request.contains("transfer-encoding"))
            if method == "POST" || method == "PUT" { #expect(request.contains("\r\ncontent-length: 0\r\n")) }
            if case .none = body { #expect(!request.contains("content-type:")) }
        }
    }

    @Test func headHasNoBodyAndAnInterimAnswerIsNotTheAnswer() async throws {
        let server = RawServer { connection in
            while let request = connection.request() {
                let early = request.hasPrefix("HEAD") ? "" : "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                connection.send(early + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Last: yes\r\n\r\n" + (request.hasPrefix("HEAD") ? "" : "ok"))
            }
        }
        let head = try await client.send(ClientRequest("HEAD", server.url("/")))
        #expect(head.status == 200 && head.body.isEmpty && head.header("content-length") == "2")
        let get = try await client.send(ClientRequest("GET", server.url("/")))
        #expect(get.status == 200 && get.body == Array("ok".utf8) && get.header("link") == nil && get.header("x-last") == "yes")
    }

    @Test func redirectsAreFollowedOnlyWhereAskedAndCarryNoSecretElsewhere() async throws {
        let heads = Mutex<[String]>([])
        let other = RawServer { connection in
            while let request = connection.request() {
                heads.withLock { $0.append(request.lowercased()) }
                connection.send(Self.ok)
            }
        }
        let target = other.url("/there")
        let server = RawServer { connection in
            while let request = connection.request() {
                let place =
                    request.contains("/away")
                    ? target : request.contains("/loop") ? "/loop" : request.contains("/file") ? "file:///etc/passwd" : "/away"
                connection.send("HTTP/1.1 302 Found\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n")
            }
        }
        #expect(try await client.send(ClientRequest("GET", server.url("/here"))).status == 302)
        let secret = [(name: "Authorization", value: "Bearer hunter2"), (name: "Accept", value: "text/plain")]
        #expect(try await client.get(server.url("/here"), headers: secret, following: 3).body == Array("ok".utf8))
        let arrived = heads.withLock { $0 }
        #expect(arrived.count == 1 && arrived.allSatisfy { !$0.contains("hunter2") && $0.contains("accept: text/plain") })
        await #expect(throws: FleetError.self) { try await client.get(server.url("/loop"), following: 3) }
        await #expect(throws: FleetError.self) { try await client.get(server.url("/file"), following: 3) }
    }

    @Test func aRedirectToAnAddressThatMayNotBeReachedIsRefused() async throws {
        let response = ClientResponse(status: 302, headers: [("location", "http://[::ffff:127.0.0.1]:1/")], body: [])
        let strict = try CurlClient(policy: AddressPolicy(allowsPrivate: false))
        let script = Redirecting(first: response, then: strict)
        do {
            _ = try await script.get("http://provider.example/", following: 2)
            Issue.record("reached")
        } catch { #expect((error as? FleetError)?.code == "address_refused") }
    }

    /// Answers the first request itself.
    private struct Redirecting: HTTPClient {
        let first: ClientResponse
        let then: CurlClient

        func send(_ request: ClientRequest) async throws -> ClientResponse {
            request.url == "http://provider.example/" ? first : try await then.send(request)
        }
        func stream(_ request: ClientRequest) async throws -> any ClientStream { try await then.stream(request) }
    }

    @Test func aClientMayGoWhileTransfersRun() async throws {
        let server = RawServer { connection in
            _ = connection.request()
            _ = connection.waitForClose()
        }
        for _ in 0..<20 {
            let short = try CurlClient(policy: AddressPolicy(allowsPrivate: true))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<5 { group.addTask { _ = try? await short.send(ClientRequest("GET", server.url("/"), totalTimeout: .milliseconds(20))) } }
            }
        }
    }
}
