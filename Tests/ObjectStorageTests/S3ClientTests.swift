import Crypto
import FleetCore
import FleetTesting
import HTTP
import Synchronization
import Testing

@testable import ObjectStorage

@Suite struct S3ClientTests {
    /// Keys that somebody replaces.
    private final class Rotating: S3CredentialSource {
        private let keys: Mutex<[String]>
        init(_ keys: [String]) { self.keys = Mutex(keys) }
        func credential() async throws -> AWSCredential {
            keys.withLock { keys in AWSCredential(accessKey: keys.count > 1 ? keys.removeFirst() : keys[0], secretKey: "s") }
        }
    }

    private func client(_ http: any HTTPClient, keys: [String] = ["one"], clock: any FleetClock = ManualClock()) throws -> S3Client {
        var limits = S3Limits()
        limits.retry.baseSeconds = 0
        return S3Client(
            endpoint: try S3Endpoint("https://s3.example.com", region: "eu-central-1"), credentials: Rotating(keys), http: http, clock: clock,
            random: SeededRandom(seed: 1), limits: limits)
    }

    private func header(_ name: String, of request: ClientRequest?) -> String? { request?.headers.first { $0.name == name }?.value }

    @Test func keysThatWereReplacedAreReadAgain() async throws {
        let http = ScriptedHTTP { request in
            let isOld = request.headers.contains { $0.name == "authorization" && $0.value.contains("Credential=one/") }
            return ScriptedHTTP.Reply(status: isOld ? 403 : 404)
        }
        #expect(try await client(http, keys: ["one", "two"]).head("bucket", "k") == nil)
        #expect(header("authorization", of: http.requests.last)?.contains("Credential=two/") == true)
    }

    @Test func aClockThatIsWrongIsPutRightByTheStorages() async throws {
        let http = ScriptedHTTP { request in
            let time = request.headers.first { $0.name == "x-amz-date" }?.value ?? ""
            var reply = ScriptedHTTP.Reply(status: time.hasPrefix("20310302T01") ? 404 : 403)
            reply.headers = [("date", "Sun, 02 Mar 2031 01:02:03 GMT")]
            return reply
        }
        #expect(try await client(http).head("bucket", "k") == nil)
        #expect(http.requests.count == 2)
    }

    @Test func aRefusalIsFinal() async throws {
        let http = ScriptedHTTP { _ in ScriptedHTTP.Reply(status: 403) }
        let error = await expectFleetError { try await client(http).head("bucket", "k") }
        #expect(error?.code == "store_denied")
        #expect(http.requests.count == 1)
    }

    @Test func addressesAreThoseOfTheEndpoint() throws {
        let own = try S3Endpoint("http://127.0.0.1:9000/", region: "us-east-1")
        #expect(own.host(of: "lake") == "127.0.0.1:9000")
        #expect(own.path(of: "lake", key: "a b/ü") == "/lake/a%20b/%C3%BC")
        #expect(!own.isOpenOnTheWay)
        let amazon = try S3Endpoint(nil, region: "eu-central-1")
        #expect(amazon.host(of: "lake") == "lake.s3.eu-central-1.amazonaws.com")
        #expect(amazon.path(of: "lake", key: nil) == "/")
        #expect(amazon.path(of: "la.ke", key: "k") == "/la.ke/k")
        #expect(try S3Endpoint("http://minio:9000", region: "x").isOpenOnTheWay)
    }

    @Test(arguments: ["ftp://x", "https://", "https://a/b", "https://u@h", "nonsense", "https://a b"])
    func anEndpointIsTheAddressOfAServer(_ text: String) {
        #expect(expectFleetError { try S3Endpoint(text, region: "r") }?.code == "setting_invalid")
    }

    @Test(arguments: ["", "<a>", "<a></b>", "<a>&bad;</a>", "<a>&lt</a>", "<!DOCTYPE a><a></a>", "text", "<a", String(repeating: "<a>", count: 100)])
    func whatIsNoDocumentIsRefused(_ text: String) { #expect(S3Document(Array(text.utf8)) == nil) }

    @Test func documentsAreRead() throws {
        let document = try #require(S3Document(Array("<?xml version=\"1.0\"?>\n<a x=\"1\"><b>1 &amp; &#x41;&quot;</b><c/></a>".utf8)))
        #expect(document.text(of: "b") == "1 & A\"")
        #expect(document.text(of: "c") == "")
        #expect(document.text(of: "d") == nil)
    }
}
