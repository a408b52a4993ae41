import FleetCore
import HTTP
import Testing

@Suite struct HTTPServerTests {
    /// One request on a connection of its own.
    private func exchange(_ port: UInt16, _ request: String) async -> String {
        let client = RawClient(port: port)
        client.send(request)
        return await client.receive().text
    }

    private func get(_ port: UInt16, _ path: String, method: String = "GET") async -> String {
        await exchange(port, "\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    }

    @Test func routesDecodeParametersAndQueries() async throws {
        try await ServerFixture().run { port in
            #expect(await get(port, "/hello?name=a%20b+c").hasSuffix("hello a b c"))
            #expect(await get(port, "/jobs/a%2Fb").hasSuffix(#"{"id":"a/b"}"#))
            #expect(await get(port, "/jobs/search").hasSuffix("search"))
            #expect(await get(port, "/jobs/").contains(" 404 "))
            #expect(await get(port, "/hello?name=%zz").contains(" 400 "))
            #expect(await get(port, "/hello%00").contains(" 400 "))
            #expect(await get(port, "/jobs/%ff").contains(" 400 "))
        }
    }

    @Test func answersWhatItDoesNotKnow() async throws {
        try await ServerFixture().run { port in
            let nothing = await get(port, "/nothing")
            #expect(nothing.contains(" 404 ") && nothing.contains(#""code":"not_found""#))
            let other = await get(port, "/echo", method: "DELETE")
            #expect(other.contains(" 405 ") && other.contains("Allow: POST"))
            #expect(await get(port, "/hello", method: "PURGE").contains(" 405 "))
            let head = await get(port, "/hello", method: "HEAD")
            #expect(head.contains(" 200 ") && head.contains("Content-Length: 12") && head.hasSuffix("\r\n\r\n"))
            #expect(await get(port, "/events", method: "HEAD").contains(" 200 "))
        }
    }

    @Test func errorsBecomeProblemsByDisposition() async throws {
        try await ServerFixture().run { port in
            let admin = await get(port, "/admin")
            #expect(admin.contains(" 403 ") && !admin.contains("secret"))
            let bug = await get(port, "/bug")
            #expect(bug.contains(" 500 ") && bug.contains(#""code":"oops""#) && !bug.contains("private detail"))
            let later = await get(port, "/later")
            #expect(later.contains(" 429 ") && later.contains("Retry-After: 7") && later.contains(#""retryable":true"#))
            let bad = await exchange(port, "POST /json HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{,")
            #expect(bad.contains(" 400 ") && bad.contains("application/problem+json") && bad.contains("json_invalid"))
        }
    }

    @Test func readsBodiesWithLengthAndInChunks() async throws {
        try await ServerFixture().run { port in
            #expect(
                await exchange(port, "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc").hasSuffix("\r\n\r\nabc"))
            #expect(
                await exchange(
                    port, "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
                )
                .hasSuffix("\r\n\r\nabc"))
        }
    }

    @Test func oneConnectionServesManyRequests() async throws {
        try await ServerFixture().run { port in
            let client = RawClient(port: port)
            for number in 0..<50 {
                client.send("GET /hello?name=\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(await client.receive(until: "hello \(number)").text.contains(" 200 "))
            }
        }
    }

    @Test func streamsEventsAndDownloads() async throws {
        try await ServerFixture().run { port in
            let events = await get(port, "/events")
            #expect(events.contains("text/event-stream"))
            #expect(events.contains("id: 3\nevent: tick\ndata: line 3\ndata: more\n\n"))
            let download = await get(port, "/download")
            #expect(download.contains("Content-Length: 3000000") && download.hasSuffix("xxx"))
            #expect(download.utf8.filter { $0 == UInt8(ascii: "x") }.count >= 3_000_000)
            // Half a body is not taken for the whole: it is shorter than the length that was promised.
            let broken = await get(port, "/broken")
            #expect(broken.contains("Content-Length: 5000000") && broken.utf8.count < 5_000_000)
        }
    }

    @Test func aWaitingHandlerHoldsNobodyElseUp() async throws {
        let fixture = ServerFixture()
        try await fixture.run { port in
            let waiting = (0..<20).map { _ in RawClient(port: port) }
            for client in waiting { client.send("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") }
            #expect(await get(port, "/hello").hasSuffix("nobody"))
            fixture.released.set()
            for client in waiting { #expect(await client.receive().text.hasSuffix("released")) }
        }
    }

    @Test func shutdownAnswersWhatWasBegunAndEndsStreams() async throws {
        let fixture = ServerFixture()
        let stream = Mailbox()
        try await fixture.run { port in
            let endless = RawClient(port: port)
            endless.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await endless.receive(until: "line 1").text.contains("line 1"))
            let begun = RawClient(port: port)
            begun.send("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            // A second request on another connection proves that the first has been read.
            #expect(await get(port, "/hello").contains(" 200 "))
            fixture.shutdown.set()
            fixture.released.set()
            stream.clients = [endless, begun]
        }
        for client in stream.clients { #expect(await client.receive().isClosed) }
    }

    @Test func aHandlerThatWaitsForEverDoesNotHoldTheShutdownUp() async throws {
        let box = Mailbox()
        try await ServerFixture { $0.drainDeadline = .milliseconds(100) }.run { port in
            let client = RawClient(port: port)
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await get(port, "/hello").contains(" 200 "))
            box.clients = [client]
        }
        #expect(await box.clients[0].receive().isClosed)
    }

    /// Carries clients out of the body; used by one task after the other.
    private final class Mailbox: @unchecked Sendable { var clients: [RawClient] = [] }

    @Test func aTakenPortIsNamed() async throws {
        try await ServerFixture().run { port in
            do {
                try await ServerFixture { $0.port = port }.server.run(until: Signal())
                Issue.record("listened twice")
            } catch {
                #expect((error as? FleetError)?.code == "listen_failed")
                #expect((error as? FleetError)?.message.contains(String(port)) == true)
            }
        }
    }
}
