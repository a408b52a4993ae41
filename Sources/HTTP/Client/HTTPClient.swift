import FleetCore

/// The seam to other servers.
///
/// Failures say whether the request can have had an effect: `not_sent` (transient) is certain that it had none; `answer_lost` (transient) is not.
/// Further, all before anything left: `address_refused`, `url_invalid`, `header_invalid` (rejected), `file_unreadable` (permanent);
/// and `response_too_large` (permanent). A request that is not repeatable (POST, PATCH) is put on the wire at most once. A status is never an error here.
public protocol HTTPClient: Sendable {
    /// Sends a request and reads the answer whole. Redirects are answers, not followed.
    func send(_ request: ClientRequest) async throws -> ClientResponse

    /// Sends a request and hands the answer over once its head is there.
    func stream(_ request: ClientRequest) async throws -> any ClientStream
}

extension HTTPClient {
    /// `send`, following at most `limit` redirects of a GET, each address checked anew.
    ///
    /// To another server only headers go along that say nothing of the caller.
    /// - Throws: `FleetError` `too_many_redirects` (permanent), `redirect_refused` (permanent) for a way from https to http.
    public func get(_ url: String, headers: [(name: String, value: String)] = [], following limit: Int = 3) async throws -> ClientResponse {
        var url = url
        var headers = headers
        for _ in 0...limit {
            let response = try await send(ClientRequest("GET", url, headers: headers))
            guard let next = RedirectTarget(of: response, from: url, headers: headers) else { return response }
            if next.leavesEncryption(from: url) {
                throw FleetError("redirect_refused", .permanent, "a redirect from https leads to a place without it")
            }
            url = next.url
            headers = next.headers
        }
        throw FleetError("too_many_redirects", .permanent, "more than \(limit) redirects")
    }
}
