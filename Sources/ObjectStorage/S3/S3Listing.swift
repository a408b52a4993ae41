import FleetCore
import HTTP

/// One page of the keys of a bucket, in the order of their bytes.
struct S3Listing: Sendable {
    struct Entry: Sendable, Equatable {
        let key: String
        let bytes: Int64
        let tag: String
    }

    let entries: [Entry]
    /// Where the next page goes on; nil at the end.
    let next: String?

    /// - Throws: `FleetError` `store_denied` (permanent) for an answer that is no listing.
    init(_ body: [UInt8], shown: String) throws {
        func broken() -> FleetError {
            FleetError("store_denied", .permanent, "\(shown): the answer is no listing of ListObjectsV2", hint: "check the endpoint of the storage")
        }
        guard let document = S3Document(body), document.name == "ListBucketResult" else { throw broken() }
        let isEscaped = document.text(of: "EncodingType")?.lowercased() == "url"
        func key(_ text: String) -> String? { isEscaped ? PercentEncoding.decode(text, plusIsSpace: true) : text }
        entries = try document.children.filter { $0.name == "Contents" }.map { entry in
            guard let key = entry.text(of: "Key").flatMap(key), let bytes = entry.text(of: "Size").flatMap({ ContentRange.number($0[...]) }) else {
                throw broken()
            }
            return Entry(key: key, bytes: bytes, tag: entry.text(of: "ETag") ?? "")
        }
        let isCut = document.text(of: "IsTruncated") == "true"
        next = isCut ? document.text(of: "NextContinuationToken") : nil
        if isCut, next == nil { throw broken() }
    }
}

extension S3Client {
    /// - Parameters:
    ///   - after: keys up to and with this one are left out; not looked at where `next` says where to go on.
    ///   - limit: 1...1000.
    func list(_ bucket: String, prefix: String, after: String? = nil, next: String? = nil, limit: Int = 1000) async throws -> S3Listing {
        var request = S3Request("GET", bucket, nil)
        request.query = [("list-type", "2"), ("encoding-type", "url"), ("max-keys", String(limit)), ("prefix", prefix)]
        if let next { request.query.append(("continuation-token", next)) } else if let after { request.query.append(("start-after", after)) }
        // 1,000 keys of 1 KiB, each byte escaped, and what stands around them.
        let answer = try await send(request, atMost: 8 << 20)
        return try S3Listing(answer.body, shown: "s3://\(bucket)/\(prefix)")
    }
}
