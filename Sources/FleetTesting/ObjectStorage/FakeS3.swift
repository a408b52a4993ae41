import Crypto
import FleetCore
import HTTP
import Synchronization

/// A storage in memory that speaks as much S3 as the fleet does, and fails the way a test wants. It checks no signatures: a real one does.
public final class FakeS3: Sendable {
    public struct Request: Sendable {
        public let method: String
        public let bucket: String
        /// Nil for the bucket itself.
        public let key: String?
        public let query: [String: String]
        /// Names in lower case.
        public let headers: [String: String]
        public let body: [UInt8]
    }

    public struct Reply: Sendable {
        public var status: Int
        public var headers: [(name: String, value: String)]
        public var body: [UInt8]

        public init(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }
    }

    /// What happens to a request.
    public enum Fault: Sendable {
        /// Not carried out.
        case refused(Int, String)
        /// Carried out, and the connection breaks before the answer's end.
        case lost
        /// So many bytes of the answer's body come, then the connection breaks.
        case cut(after: Int)
        /// The answer's body never ends: a byte now and then.
        case dripping
        /// The answer is another one.
        case rewritten(@Sendable (Reply) -> Reply)
    }

    private struct State {
        var objects: [String: [UInt8]] = [:]
        var uploads: [String: [Int: [UInt8]]] = [:]
        var requests: [Request] = []
        var stale: [String: [UInt8]]?
    }

    private let state = Mutex(State())
    private let fault: @Sendable (Request, Int) -> Fault?

    /// - Parameter fault: for a request and its number, from 1; nil lets it pass.
    public init(fault: @escaping @Sendable (Request, Int) -> Fault? = { _, _ in nil }) { self.fault = fault }

    /// What was asked so far.
    public var requests: [Request] { state.withLock { $0.requests } }
    /// By `BUCKET/KEY`.
    public var objects: [String: [UInt8]] { state.withLock { $0.objects } }
    /// Uploads in parts that were neither put together nor dropped.
    public var unfinishedUploads: Int { state.withLock { $0.uploads.count } }

    /// Puts an object there, or replaces it, behind everybody's back.
    public func place(_ text: String, at key: String) { state.withLock { $0.objects[key] = Array(text.utf8) } }

    /// From now on listings show what is there now.
    public func freezeListings() { state.withLock { $0.stale = $0.objects } }

    /// Takes a request.
    /// - Returns: the answer, and what is to happen to it on its way.
    public func answer(_ request: Request) -> (reply: Reply, fault: Fault?) {
        let number = state.withLock { state in
            state.requests.append(request)
            return state.requests.count
        }
        let fault = fault(request, number)
        if case .refused(let status, let code) = fault { return (Self.error(status, code), nil) }
        let reply = state.withLock { Self.carryOut(request, &$0) }
        if case .rewritten(let change) = fault { return (change(reply), nil) }
        return (reply, fault)
    }

    private static func carryOut(_ request: Request, _ state: inout State) -> Reply {
        guard let key = request.key else { return list(request, state) }
        let place = "\(request.bucket)/\(key)"
        let there = state.objects[place]
        switch (request.method, request.query["uploadId"]) {
        case ("GET", _), ("HEAD", _): return read(request, there)
        case ("PUT", nil):
            if there != nil, request.headers["if-none-match"] == "*" { return error(412, "PreconditionFailed") }
            state.objects[place] = request.body
            return Reply(headers: [("etag", tag(request.body))])
        case ("PUT", let upload?):
            guard state.uploads[upload] != nil, let part = request.query["partNumber"].flatMap({ Int($0) }) else { return error(404, "NoSuchUpload") }
            state.uploads[upload]?[part] = request.body
            return Reply(headers: [("etag", tag(request.body))])
        case ("POST", nil):
            let upload = "upload-\(state.requests.count)"
            state.uploads[upload] = [:]
            return Reply(body: Array("<InitiateMultipartUploadResult><UploadId>\(upload)</UploadId></InitiateMultipartUploadResult>".utf8))
        case ("POST", let upload?):
            guard let parts = state.uploads[upload] else { return error(404, "NoSuchUpload") }
            if there != nil, request.headers["if-none-match"] == "*" { return error(412, "PreconditionFailed") }
            state.objects[place] = parts.sorted { $0.key < $1.key }.flatMap(\.value)
            state.uploads[upload] = nil
            return Reply(body: Array("<CompleteMultipartUploadResult><Key>\(key)</Key></CompleteMultipartUploadResult>".utf8))
        case ("DELETE", nil):
            state.objects[place] = nil
            return Reply(status: 204)
        case ("DELETE", let upload?):
            state.uploads[upload] = nil
            return Reply(status: 204)
        default: return error(405, "MethodNotAllowed")
        }
    }

    private static func read(_ request: Request, _ there: [UInt8]?) -> Reply {
        guard let bytes = there else { return error(404, "NoSuchKey") }
        if let wanted = request.headers["if-match"], wanted != tag(bytes) { return error(412, "PreconditionFailed") }
        var reply = Reply(headers: [("etag", tag(bytes))], body: bytes)
        let ends = request.headers["range"]?.dropFirst(6).split(separator: "-").compactMap { Int($0) } ?? []
        if ends.count == 2, ends[0] < bytes.count {
            let last = min(ends[1], bytes.count - 1)
            reply.status = 206
            reply.headers.append(("content-range", "bytes \(ends[0])-\(last)/\(bytes.count)"))
            reply.body = Array(bytes[ends[0]...last])
        }
        return reply
    }

    private static func list(_ request: Request, _ state: State) -> Reply {
        let prefix = request.query["prefix"] ?? ""
        let after = request.query["continuation-token"] ?? request.query["start-after"] ?? ""
        let limit = request.query["max-keys"].flatMap { Int($0) } ?? 1000
        let keys = (state.stale ?? state.objects).filter { $0.key.hasPrefix("\(request.bucket)/\(prefix)") }
            .map { (key: String($0.key.dropFirst(request.bucket.count + 1)), bytes: $0.value) }
            .filter { after.utf8.lexicographicallyPrecedes($0.key.utf8) }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let page = keys.prefix(limit)
        let entries = page.map { entry in
            "<Contents><Key>\(PercentEncoding.encode(entry.key))</Key><Size>\(entry.bytes.count)</Size><ETag>\(tag(entry.bytes).replacing("\"", with: "&quot;"))</ETag></Contents>"
        }
        let isCut = page.count < keys.count
        let next = isCut ? "<NextContinuationToken>\(page.last?.key ?? "")</NextContinuationToken>" : ""
        let text =
            "<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"x\"><EncodingType>url</EncodingType><IsTruncated>\(isCut)</IsTruncated>\(next)\(entries.joined())</ListBucketResult>"
        return Reply(body: Array(text.utf8))
    }

    /// The entity tag of an object with these bytes.
    public static func tag(_ bytes: [UInt8]) -> String { "\"\(SHA256.digest(of: bytes).hex.prefix(32))\"" }

    private static func error(_ status: Int, _ code: String) -> Reply {
        Reply(status: status, body: Array("<Error><Code>\(code)</Code><Message>m</Message></Error>".utf8))
    }
}
