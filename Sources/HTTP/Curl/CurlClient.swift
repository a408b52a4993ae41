import FleetCore

/// The HTTP client over libcurl: one thread, connections kept alive, every byte bounded.
public final class CurlClient: HTTPClient {
    private let thread: CurlThread
    private let policy: AddressPolicy
    private let authorities: String?

    /// - Parameters:
    ///   - policy: which addresses may be reached.
    ///   - authorities: a PEM file with the certificate authorities that are trusted, and no others; nil trusts those of the system.
    /// - Throws: `FleetError` `http_client` (fatal) when libcurl does not start.
    public init(policy: AddressPolicy, authorities: String? = nil) throws {
        self.policy = policy
        self.authorities = authorities
        thread = try CurlThread()
    }

    deinit { thread.stop() }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let stream = try await stream(request)
        var body: [UInt8] = []
        while let piece = try await stream.next() { body += piece }
        return ClientResponse(status: stream.status, headers: stream.headers, body: body)
    }

    public func stream(_ request: ClientRequest) async throws -> any ClientStream {
        try request.check()
        let transfer = CurlTransfer(request, policy: policy, authorities: authorities)
        thread.start(transfer)
        let stream = CurlStream(transfer: transfer, client: self, thread: thread)
        do {
            try await transfer.headArrived.wait()
        } catch {
            await stream.close()
            throw error
        }
        if let head = transfer.head {
            stream.begin(head)
            return stream
        }
        if case .failure(let error) = transfer.end { throw error }
        throw FleetError("answer_lost", .transient, "the server answered without a status")
    }
}
