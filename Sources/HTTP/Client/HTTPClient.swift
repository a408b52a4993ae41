import FleetCore

/// The seam to other servers.
///
/// Failures say whether the request can have had an effect: `not_sent` (transient) is certain that it had none; `answer_lost` (transient) is not.
/// Further: `response_too_large` (permanent), `address_refused` (rejected), `url_invalid` (rejected). A status is never an error here.
public protocol HTTPClient: Sendable {
    /// Sends a request and reads the answer whole. Redirects are answers, not followed.
    func send(_ request: ClientRequest) async throws -> ClientResponse

    /// Sends a request and hands the answer over once its head is there.
    func stream(_ request: ClientRequest) async throws -> any ClientStream
}

extension HTTPClient {
    /// `send`, following at most `limit` redirects of a GET, each address checked anew.
    /// - Throws: `FleetError` `too_many_redirects` (permanent).
    public func get(_ url: String, headers: [(name: String, value: String)] = [], following limit: Int = 3) async throws -> ClientResponse {
        var url = url
        for _ in 0...limit {
            let response = try await send(ClientRequest("GET", url, headers: headers))
            guard (301...308).contains(response.status), let next = response.header("location"), next.hasPrefix("http") else { return response }
            url = next
        }
        throw FleetError("too_many_redirects", .permanent, "more than \(limit) redirects")
    }
}
