import FleetCore
import HTTP

/// The way to a provider over the fleet's HTTP client.
public struct HTTPProviderTransport: ProviderTransport {
    private let client: any HTTPClient

    public init(client: any HTTPClient) { self.client = client }

    public func send(_ request: ProviderRequest) async throws -> ProviderResponse {
        let body: ClientRequest.Body =
            switch request.body {
            case .none: .none
            case .json(let bytes): .bytes(bytes, type: "application/json")
            case .upload(let fields, let file):
                .form(
                    fields.sorted { $0.key < $1.key }.map { .field(name: $0.key, value: $0.value) }
                        + [.file(name: "file", path: file.path, fileName: file.name, type: "application/jsonl")])
            }
        // The body says its own type.
        let headers = request.headers.filter { $0.key != "content-type" }.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        let outgoing = ClientRequest(
            request.method, request.url, headers: headers, body: body, totalTimeout: request.timeout, idleTimeout: request.timeout,
            maximumResponseBytes: request.maximumBytes)
        do {
            let answer = try await client.send(outgoing)
            let headers = Dictionary(answer.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
            return ProviderResponse(status: answer.status, headers: headers, body: answer.body)
        } catch let error as FleetError { throw Self.failure(error) }
    }

    /// The client's codes as those of a provider: only what is certain counts as not sent.
    static func failure(_ error: FleetError) -> FleetError {
        let code: FleetError.Code
        switch error.code {
        case "not_sent", "address_refused", "url_invalid", "header_invalid", "file_unreadable": code = ProviderFailure.notSent
        case "response_too_large": code = ProviderFailure.answerMalformed
        default: code = error.disposition == .interrupted ? error.code : ProviderFailure.noAnswer
        }
        let disposition = code == ProviderFailure.answerMalformed ? Disposition.transient : error.disposition
        return FleetError(code, disposition, error.message, hint: error.hint, retryAfter: error.retryAfter)
    }
}
