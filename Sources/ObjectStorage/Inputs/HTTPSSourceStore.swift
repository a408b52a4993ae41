import FleetCore
import HTTP

/// `https://` sources on the hosts that the settings allow. Every address is checked, redirects too; the client checks the resolved one.
///
/// A source needs a version (`ETag`, or `Last-Modified`) and a length: without them nobody could tell that it changed between two reads.
public final class HTTPSSourceStore: SourceStore {
    private let hosts: Set<String>
    private let client: any HTTPClient
    private let maximumBytes: Int64
    private static let redirectLimit = 3

    /// - Parameters:
    ///   - hosts: as `HOST` or `HOST:PORT`; nothing else is reached.
    ///   - client: with a policy that allows no private addresses.
    ///   - maximumBytes: of one source; a larger one is refused.
    public init(hosts: [String], client: any HTTPClient, maximumBytes: Int64 = 64 << 30) {
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.client = client
        self.maximumBytes = maximumBytes
    }

    public func files(of address: SourceAddress) async throws -> [SourceFile] {
        let url = try SourceURL(address.uri)
        var answer = try await ask("HEAD", url)
        // Signed addresses are often good for GET alone; some servers do not know HEAD.
        if [400, 403, 405, 501].contains(answer.stream.status) || (answer.head.isSuccess && answer.head.bytes == nil) {
            answer = try await ask("GET", url, [("range", "bytes=0-0")])
        }
        if let failure = answer.head.failure(answer.url) { throw failure }
        guard let bytes = answer.head.total ?? answer.head.bytes, let version = answer.head.version else {
            throw FleetError(
                "source_unreadable", .rejected, "\(url.shown) has no length, or no version",
                hint: "serve it with Content-Length and ETag or Last-Modified")
        }
        guard bytes <= maximumBytes else {
            throw FleetError("source_refused", .rejected, "\(url.shown) has \(bytes) bytes, at most \(maximumBytes) are read", hint: "split it")
        }
        return [SourceFile(uri: address.uri, bytes: bytes, version: version, storage: address.storage, tenant: address.tenant)]
    }

    public func reader(of file: SourceFile, from offset: Int64) async throws -> any ObjectReader {
        let url = try SourceURL(file.uri)
        guard offset >= 0, offset <= file.bytes else { throw Self.changed(url) }
        if offset == file.bytes { return HTTPSSourceReader(stream: nil, skip: 0, left: 0, url: url) }
        let headers = offset > 0 ? [("range", "bytes=\(offset)-")] : []
        let answer = try await ask("GET", url, headers + SourceHead.condition(for: file.version), limit: file.bytes)
        do {
            if let failure = answer.head.failure(answer.url) { throw failure }
            // The condition is a request; what came is what counts.
            guard answer.head.version == file.version, (answer.head.total ?? answer.head.bytes ?? file.bytes) == file.bytes else {
                throw Self.changed(url)
            }
            let isPart = answer.stream.status == 206
            guard !isPart || answer.head.start == offset else { throw Self.changed(url) }
            return HTTPSSourceReader(stream: answer.stream, skip: isPart ? 0 : offset, left: file.bytes - offset, url: url)
        } catch {
            await answer.stream.close()
            throw error
        }
    }

    private struct Answer {
        let stream: any ClientStream
        let head: SourceHead
        let url: SourceURL
    }

    /// Sends a request and follows redirects; the body of a HEAD or of a one-byte range is not read.
    private func ask(_ method: String, _ start: SourceURL, _ headers: [(String, String)] = [], limit: Int64? = nil) async throws -> Answer {
        var url = start
        for _ in 0...Self.redirectLimit {
            try check(url)
            let request = ClientRequest(
                method, url.text, headers: ([("accept-encoding", "identity")] + headers).map { (name: $0.0, value: $0.1) },
                totalTimeout: limit == nil ? .seconds(60) : nil, maximumResponseBytes: Int(clamping: limit ?? 1 << 20))
            let stream: any ClientStream
            do { stream = try await client.stream(request) } catch let error as FleetError { throw Self.failure(error, url) }
            let head = SourceHead(status: stream.status, headers: stream.headers)
            if limit == nil || head.isRedirect { await stream.close() }
            guard head.isRedirect, let location = head.location else { return Answer(stream: stream, head: head, url: url) }
            url = try url.following(location)
        }
        throw SourceURL.refused("\(start.shown) redirects more than \(Self.redirectLimit) times", hint: "name the address where it ends")
    }

    private func check(_ url: SourceURL) throws { try Self.check(url, among: hosts) }

    static func check(_ url: SourceURL, among hosts: Set<String>) throws {
        guard hosts.contains(url.host + url.port) else {
            throw FleetError(
                "source_refused", .rejected, "\(url.host)\(url.port) is no host from which this fleet reads", path: nil,
                hint: "allow it in storage.source_hosts")
        }
    }

    static func changed(_ url: SourceURL) -> FleetError {
        FleetError("source_changed", .rejected, "\(url.shown) is not the file that was planned", hint: "submit the job again")
    }

    /// The client's failures in the words of sources.
    static func failure(_ error: FleetError, _ url: SourceURL) -> FleetError {
        switch error.disposition {
        case .interrupted: error
        case .transient, .throttled, .blocked: FleetError("store_unavailable", .transient, "\(url.shown) cannot be reached (\(error.code.rawValue))")
        case .permanent where error.code == "response_too_large": changed(url)
        case .permanent, .rejected, .fenced, .fatal, .bug:
            FleetError("source_refused", .rejected, "\(url.shown) cannot be read (\(error.code.rawValue))", hint: error.hint)
        }
    }
}
