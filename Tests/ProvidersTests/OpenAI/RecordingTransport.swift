import Providers
import Synchronization

/// Notes each call and its answer on their way.
final class RecordingTransport: ProviderTransport {
    struct Call: Sendable {
        let request: ProviderRequest
        let response: ProviderResponse
    }

    private let inner: any ProviderTransport
    private let noted = Mutex<[Call]>([])

    init(inner: any ProviderTransport) { self.inner = inner }

    var calls: [Call] { noted.withLock { $0 } }

    func send(_ request: ProviderRequest) async throws -> ProviderResponse {
        let response = try await inner.send(request)
        noted.withLock { $0.append(Call(request: request, response: response)) }
        return response
    }
}
