import FleetCore
import Synchronization
import Testing

@testable import HTTP

@Suite("A request is on the wire once, and its failure says what can have happened")
struct CurlDeliveryTests {
    private let client: CurlClient
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    init() throws { client = try CurlClient(policy: AddressPolicy(allowsPrivate: true)) }

    private func failure(_ request: ClientRequest) async throws -> FleetError? {
        do {
            _ = try await client.send(request)
            return nil
        } catch { return error as? FleetError }
    }

    @Test func aPostIsNotRepeatedWhenItsKeptConnectionEnds() async throws {
        let creates = Mutex(0)
        let server = RawServer { connection in
            while let request = connection.request() {
                if request.hasPrefix("POST") {
                    creates.withLock { $0 += 1 }
                    return
                }
                connection.send(Self.ok)
            }
        }
        _ = try await client.send(ClientRequest("GET", server.url("/warm")))
        let error = try await failure(ClientRequest("POST", server.url("/create"), body: .bytes(Array("{}".utf8), type: "application/json")))
        #expect(error?.code == "answer_lost")
        #expect(creates.withLock { $0 } == 1)
    }

    @Test func aGetIsRepeatedWhenItsKeptConnectionEnds() async throws {
        let server = RawServer { connection in
            _ = connection.request()
            connection.send(Self.ok)
            if connection.number == 1 { _ = connection.request() }
        }
        _ = try await client.send(ClientRequest("GET", server.url("/1")))
        #expect(try await client.send(ClientRequest("GET", server.url("/2"))).status == 200)
        #expect(server.connections == 2)
    }

    @Test func aServerThatGoesAfterTheRequestIsNeverNotSent() async throws {
        let holder = Mutex<RawServer?>(nil)
        let server = RawServer { connection in
            while let request = connection.request() {
                if request.contains("/create") {
                    holder.withLock { $0 }?.stop()
                    return
                }
                connection.send(Self.ok)
            }
        }
        holder.withLock { $0 = server }
        _ = try await client.send(ClientRequest("GET", server.url("/warm")))
        // PUT may be repeated: the second connection is refused, and the first may have had its effect all the same.
        let error = try await failure(ClientRequest("PUT", server.url("/create"), body: .bytes([1], type: "application/octet-stream")))
        #expect(error?.code == "answer_lost", "\(error?.description ?? "no error")")
        holder.withLock { $0 = nil }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "no HTTP\r\n\r\n",
    ])
    func aCutAnswerIsLost(_ answer: String) async throws {
        let server = RawServer { connection in
            _ = connection.request()
            connection.send(answer)
        }
        #expect(try await failure(ClientRequest("POST", server.url("/create"), body: .bytes([1], type: "text/plain")))?.code == "answer_lost")
    }

    @Test func aFileThatIsNotThereIsNotSent() async throws {
        let server = RawServer { connection in _ = connection.request() }
        let form = ClientRequest.Body.form([.file(name: "file", path: "/no/such/file", fileName: "a", type: "text/plain")])
        #expect(try await failure(ClientRequest("POST", server.url("/files"), body: form))?.code == "file_unreadable")
        #expect(server.connections == 0)
    }

    @Test func silenceEndsByEitherLimit() async throws {
        let server = RawServer { connection in
            _ = connection.request()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            _ = connection.waitForClose()
        }
        #expect(try await failure(ClientRequest("GET", server.url("/"), totalTimeout: .milliseconds(50)))?.code == "answer_lost")
        #expect(try await failure(ClientRequest("GET", server.url("/"), totalTimeout: nil, idleTimeout: .seconds(1)))?.code == "answer_lost")
        // No time left is no time at all, not all the time there is.
        #expect(try await failure(ClientRequest("GET", server.url("/"), totalTimeout: .zero)) != nil)
        #expect(try await failure(ClientRequest("GET", server.url("/"), totalTimeout: .seconds(-1))) != nil)
    }

    private static let injections: [ClientRequest] = [
        ClientRequest("GET /x HTTP/1.1\r\nA: b\r\n\r\nGET", "http://127.0.0.1:1/"), ClientRequest("", "http://127.0.0.1:1/"),
        ClientRequest("GET", "http://127.0.0.1:1/", headers: [("X", "a\r\nB: c")]),
        ClientRequest("GET", "http://127.0.0.1:1/", headers: [("X\r\nB", "c")]),
        ClientRequest("GET", "http://127.0.0.1:1/", headers: [("X: a", "c")]),
        ClientRequest("GET", "http://127.0.0.1:1/", headers: [("X", "a\0b")]), ClientRequest("GET", "http://127.0.0.1:1/a\0b"),
        ClientRequest("GET", "http://127.0.0.1:1/a\r\nB: c"), ClientRequest("GET", "http://127.0.0.1:1/a b"),
        ClientRequest("POST", "http://127.0.0.1:1/", body: .bytes([1], type: "text/plain\r\nB: c")),
        ClientRequest("POST", "http://127.0.0.1:1/", body: .form([.file(name: "f", path: "/dev/null", fileName: "a", type: "a/b\r\nB: c")])),
        ClientRequest("GET", "127.0.0.1:1/"), ClientRequest("GET", "gopher://127.0.0.1:1/"),
    ]

    @Test(arguments: injections.indices)
    func nothingEndsALineOfTheHead(_ index: Int) async throws {
        let code = try await failure(Self.injections[index])?.code
        #expect(code == "header_invalid" || code == "url_invalid", "\(String(describing: code))")
    }

    @Test(arguments: [
        "http://user:hunter2@127.0.0.1:1/x", "http://127.0.0.1:1?key=hunter2", "http://127.0.0.1:1/#hunter2", "http://user:hunter2/x@127.0.0.1:1/",
        "hunter2", "http://hunter2 x/", "ftp://hunter2/", "http://127.0.0.1:1\\hunter2",
    ])
    func noSecretOfAnAddressStandsInAnError(_ url: String) async throws {
        let error = try await failure(ClientRequest("GET", url, headers: [("authorization", "Bearer hunter2")], connectTimeout: .seconds(2)))
        #expect(error != nil && "\(String(describing: error))".contains("hunter2") == false)
    }
}
