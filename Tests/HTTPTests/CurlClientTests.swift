import FleetCore
import Foundation
import HTTP
import Testing

@Suite struct CurlClientTests {
    private func client(allowsPrivate: Bool = true) throws -> CurlClient { try CurlClient(policy: AddressPolicy(allowsPrivate: allowsPrivate)) }

    private func failure(_ request: ClientRequest, allowsPrivate: Bool = true) async throws -> FleetError? {
        do {
            _ = try await client(allowsPrivate: allowsPrivate).send(request)
            return nil
        } catch {
            return error as? FleetError
        }
    }

    @Test func sendsAndReads() async throws {
        try await ServerFixture().run { port in
            let client = try client()
            let base = "http://127.0.0.1:\(port)"
            #expect(try await client.send(ClientRequest("GET", base + "/hello?name=x")).body == Array("hello x".utf8))
            let echo = try await client.send(
                ClientRequest("POST", base + "/echo", body: .bytes(Array("a\0b".utf8), type: "application/octet-stream")))
            #expect(echo.status == 200 && echo.body == Array("a\0b".utf8))
            #expect(try await client.send(ClientRequest("GET", base + "/later")).header("retry-after") == "7")
            let download = try await client.send(ClientRequest("GET", base + "/download"))
            #expect(download.body.count == 3_000_000)
        }
    }

    @Test func uploadsAFormWithItsFieldsAndItsFile() async throws {
        let file = NSTemporaryDirectory() + "form-\(ProcessInfo.processInfo.processIdentifier).jsonl"
        try Data("{\"a\":1}".utf8).write(to: URL(fileURLWithPath: file))
        defer { unlink(file) }
        try await ServerFixture().run { port in
            let parts: [ClientRequest.FormPart] = [
                .field(name: "purpose", value: "fine-tune"), .file(name: "file", path: file, fileName: "train.jsonl", type: "application/jsonl"),
            ]
            let text = String(
                decoding: try await client().send(ClientRequest("POST", "http://127.0.0.1:\(port)/echo", body: .form(parts))).body, as: UTF8.self)
            #expect(text.contains("name=\"purpose\"\r\n\r\nfine-tune\r\n"))
            #expect(text.contains("filename=\"train.jsonl\"") && text.contains("{\"a\":1}"))
        }
    }

    @Test func whatWasNotSentAndWhatMayHaveBeenAreToldApart() async throws {
        #expect(try await failure(ClientRequest("POST", "http://127.0.0.1:1/x"))?.code == "not_sent")
        #expect(try await failure(ClientRequest("GET", "http://no-such-host.invalid/x"))?.code == "not_sent")
        #expect(try await failure(ClientRequest("GET", "file:///etc/passwd"))?.code == "url_invalid")
        try await ServerFixture { $0.drainDeadline = .milliseconds(100) }.run { port in
            let lost = try await failure(ClientRequest("GET", "http://user:hunter2@127.0.0.1:\(port)/broken?key=hunter2"))
            #expect(lost?.code == "answer_lost")
            #expect(lost?.description.contains("hunter2") == false)
            let large = try await failure(ClientRequest("GET", "http://127.0.0.1:\(port)/download", maximumResponseBytes: 1000))
            #expect(large?.code == "response_too_large")
            let slow = try await failure(ClientRequest("GET", "http://127.0.0.1:\(port)/wait", totalTimeout: .milliseconds(100)))
            #expect(slow?.code == "answer_lost")
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "169.254.169.254", "10.0.0.1"])
    func addressesOfTheOwnNetworkAreRefused(host: String) async throws {
        try await ServerFixture().run { port in
            let error = try await failure(ClientRequest("GET", "http://\(host):\(port)/hello", connectTimeout: .seconds(5)), allowsPrivate: false)
            #expect(error?.code == "address_refused", "\(host): \(error?.description ?? "reached")")
        }
    }

    @Test func aStreamIsReadAsItComesAndCanBeLeft() async throws {
        try await ServerFixture().run { port in
            let stream = try await client().stream(ClientRequest("GET", "http://127.0.0.1:\(port)/endless", totalTimeout: nil))
            #expect(stream.status == 200)
            let first = String(decoding: try await stream.next() ?? [], as: UTF8.self)
            #expect(first.contains("data: line 1"))
            await stream.close()
        }
    }
}
