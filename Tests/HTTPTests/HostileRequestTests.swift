import FleetCore
import Foundation
import HTTP
import Testing

/// Each row of what libmicrohttpd lets through, and each limit, as a client without manners sends it.
@Suite struct HostileRequestTests {
    @Test(arguments: [
        ("length and encoding", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("two lengths", "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"),
        ("two equal lengths", "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
        ("two hosts", "Host: y\r\nContent-Length: 3\r\n\r\nabc"),
        ("unknown encoding", "Transfer-Encoding: gzip\r\n\r\nabc"),
        ("encoding list", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ("negative length", "Content-Length: -1\r\n\r\n"),
        ("signed length", "Content-Length: +3\r\n\r\nabc"),
        ("length with text", "Content-Length: 3x\r\n\r\nabc"),
        ("zero byte in a value", "X-Name: a\0b\r\nContent-Length: 3\r\n\r\nabc"),
        ("zero byte in the last value", "Content-Length: 3\r\nX-Name: a\0b\r\n\r\nabc"),
        ("zero byte at the end of a value", "Content-Length: 3\r\nX-Name: ab\0\r\nX-Other: c\r\n\r\nabc"),
        ("control character", "X-Name: a\u{01}b\r\nContent-Length: 3\r\n\r\nabc"),
        ("space before the colon", "Content-Length : 3\r\n\r\nabc"),
        ("folded field", "X-Name: a\r\n b\r\nContent-Length: 3\r\n\r\nabc"),
        ("bad chunk size", "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n"),
    ])
    func isRefusedAndClosed(what: String, rest: String) async throws {
        try await ServerFixture().run { port in
            let client = RawClient(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + rest)
            let (text, isClosed) = await client.receive()
            #expect(text.hasPrefix("HTTP/1.1 400") || text.isEmpty, "\(what): \(text)")
            #expect(!text.contains(" 200 "), "\(what): something was answered: \(text)")
            #expect(isClosed, "\(what)")
        }
    }

    /// Lets one token in.
    private struct OneToken: RequestAuthorizer {
        func authorize(_ headers: HTTPHeaders, role: String) throws -> HTTPPrincipal {
            guard headers["Authorization"] == "Bearer right" else { throw FleetError("unauthenticated", .rejected, "not known here") }
            return HTTPPrincipal(name: "ann", tenant: "default", roles: [role])
        }
    }

    @Test(arguments: ["Content-Length: 1000000", "Content-Length: 99999999999", "Transfer-Encoding: chunked"])
    func aStrangersBodyIsNotWaitedFor(framing: String) async throws {
        try await ServerFixture(authorizer: OneToken()).run { port in
            let stranger = RawClient(port: port)
            // The body never comes: only an answer to the head can.
            stranger.send("POST /secret HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\n\(framing)\r\n\r\n")
            let answer = await stranger.receive(until: "unauthenticated")
            #expect(answer.text.hasPrefix("HTTP/1.1 401"))
            #expect(answer.text.lowercased().contains("connection: close"))
        }
    }

    @Test func whoIsKnownFromTheHeadIsKnownToTheHandler() async throws {
        try await ServerFixture(authorizer: OneToken()).run { port in
            let client = RawClient(port: port)
            client.send("POST /secret HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer right\r\nContent-Length: 3\r\n\r\nabc")
            #expect(await client.receive(until: "for ann").text.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func aRequestWithoutHostIsRefused() async throws {
        try await ServerFixture().run { port in
            let client = RawClient(port: port)
            client.send("GET /hello HTTP/1.1\r\n\r\n")
            #expect(await client.receive().text.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test func oversizeHeadsAndBodiesAreRefused() async throws {
        try await ServerFixture().run { port in
            let head = RawClient(port: port)
            head.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Big: " + String(repeating: "a", count: 100_000) + "\r\n\r\n")
            let answer = await head.receive()
            #expect(answer.text.hasPrefix("HTTP/1.1 431") && answer.isClosed)

            let body = RawClient(port: port)
            body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
            #expect(await body.receive(until: "request_too_large").text.hasPrefix("HTTP/1.1 413"))

            let chunked = RawClient(port: port)
            chunked.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" + String(repeating: "a", count: 2048) + "\r\n0\r\n\r\n")
            #expect(await chunked.receive(until: "request_too_large").text.hasPrefix("HTTP/1.1 413"))

            let endless = RawClient(port: port)
            endless.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<40 { endless.send("10000\r\n" + String(repeating: "a", count: 65536) + "\r\n") }
            #expect(await endless.receive().isClosed)
        }
    }

    @Test func drippedHeadsAndBodiesAreBrokenOff() async throws {
        let fixture = ServerFixture {
            $0.headerDeadline = .milliseconds(200)
            $0.bodyDeadline = .milliseconds(200)
        }
        try await fixture.run { port in
            let head = RawClient(port: port)
            head.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            let body = RawClient(port: port)
            body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
            // Nothing is waited for here but the server's own breaking off.
            #expect(await head.receive().isClosed)
            #expect(await body.receive().isClosed)
        }
    }

    @Test func connectionsPerAddressAreLimited() async throws {
        try await ServerFixture { $0.maximumConnectionsPerAddress = 3 }.run { port in
            let holders = (0..<3).map { _ in RawClient(port: port) }
            for holder in holders {
                holder.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(await holder.receive(until: "nobody").text.contains(" 200 "))
            }
            let refused = RawClient(port: port)
            refused.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await refused.receive().text.isEmpty)
            holders[0].send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await holders[0].receive(until: "nobody").text.contains(" 200 "))
        }
    }
}
