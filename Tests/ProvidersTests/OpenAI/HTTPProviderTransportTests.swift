import FleetCore
import HTTP
import Testing

@testable import Providers

@Suite("What the HTTP client says is not said otherwise by the provider's transport")
struct HTTPProviderTransportTests {
    private struct ScriptedClient: HTTPClient {
        let answer: @Sendable (ClientRequest) throws -> ClientResponse

        func send(_ request: ClientRequest) async throws -> ClientResponse { try answer(request) }
        func stream(_ request: ClientRequest) async throws -> any ClientStream { throw FleetError("unused", .bug, "not used") }
    }

    private static let failures: [(FleetError.Code, FleetError.Code)] = [
        ("not_sent", ProviderFailure.notSent), ("address_refused", ProviderFailure.notSent), ("url_invalid", ProviderFailure.notSent),
        ("answer_lost", ProviderFailure.noAnswer), ("response_too_large", ProviderFailure.answerMalformed), ("anything", ProviderFailure.noAnswer),
    ]

    @Test(arguments: failures)
    func onlyWhatIsCertainCountsAsNotSent(_ given: FleetError.Code, _ expected: FleetError.Code) async {
        let transport = HTTPProviderTransport(client: ScriptedClient { _ in throw FleetError(given, .transient, "it failed") })
        do {
            _ = try await transport.send(ProviderRequest(method: "GET", url: "http://provider.test", headers: [:]))
            Issue.record("no error")
        } catch { #expect((error as? FleetError)?.code == expected) }
    }

    @Test func anUploadIsAFormWithOneStreamedFile() async throws {
        let transport = HTTPProviderTransport(
            client: ScriptedClient { request in
                guard case .form(let parts) = request.body, parts.count == 2 else { throw FleetError("bad", .bug, "no form") }
                guard case .field("purpose", "fine-tune") = parts[0], case .file("file", "/data/train.jsonl", "train.jsonl", _) = parts[1] else {
                    throw FleetError("bad", .bug, "other parts")
                }
                return ClientResponse(status: 200, headers: [("x-request-id", "r1")], body: Array(#"{"id":"file-1"}"#.utf8))
            })
        let file = TrainingFile(path: "/data/train.jsonl", name: "train.jsonl")
        let response = try await transport.send(
            ProviderRequest(method: "POST", url: "http://provider.test", headers: [:], body: .upload(fields: ["purpose": "fine-tune"], file: file)))
        #expect(response.headers["x-request-id"] == "r1")
    }
}
