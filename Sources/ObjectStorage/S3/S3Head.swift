import FleetCore
import HTTP

/// What the head of an answer says about an object.
struct S3Head: Sendable, Equatable {
    /// Of the whole object; nil when the answer does not say.
    let bytes: Int64?
    /// The entity tag, quoted as it comes; empty when the answer has none.
    let tag: String
    /// Where the body begins in the object.
    let start: Int64?

    init(status: Int, headers: [(name: String, value: String)]) {
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        tag = header("etag").flatMap { $0.utf8.count <= 256 ? $0 : nil } ?? ""
        let range = status == 206 ? header("content-range").flatMap(ContentRange.init) : nil
        bytes = range?.total ?? (status == 200 ? header("content-length").flatMap { ContentRange.number($0[...]) } : nil)
        start = status == 200 ? 0 : range?.start
    }
}

extension S3Client {
    /// Size and tag of an object; nil when there is none.
    func head(_ bucket: String, _ key: String) async throws -> S3Head? {
        var request = S3Request("HEAD", bucket, key)
        request.expected = [404]
        let answer = try await send(request)
        guard answer.status != 404 else { return nil }
        let head = S3Head(status: answer.status, headers: answer.headers)
        guard head.bytes != nil, !head.tag.isEmpty else {
            throw FleetError(
                "store_denied", .permanent, "\(request.shown): the storage tells no length or no entity tag", hint: "use one that speaks S3 in full")
        }
        return head
    }
}
