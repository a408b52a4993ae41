import Crypto
import FleetCore

/// The ways of an object into a bucket: whole, or in parts that appear together.
struct S3Upload: Sendable {
    /// Where the object is to be.
    struct Place: Sendable {
        let bucket: String
        let key: String
    }

    private let place: Place
    private let client: S3Client
    /// Whoever comes second must not overwrite.
    private static let unlessThere = [(name: "if-none-match", value: "*")]

    init(_ place: Place, client: S3Client) {
        self.place = place
        self.client = client
    }

    /// Writes the object whole.
    /// - Returns: false when there is one already, which may be ours: an answer may have been lost.
    func put(_ bytes: [UInt8]) async throws -> Bool {
        var request = S3Request("PUT", place.bucket, place.key)
        request.headers = Self.unlessThere
        request.body = bytes
        request.expected = [412]
        return try await client.send(request).status != 412
    }

    /// Begins an upload in parts.
    func begin() async throws -> String {
        var request = S3Request("POST", place.bucket, place.key)
        request.query = [("uploads", "")]
        let answer = try await client.send(request)
        guard let id = S3Document(answer.body)?.text(of: "UploadId"), !id.isEmpty else {
            throw FleetError(
                "store_denied", .permanent, "\(request.shown): the storage began no upload in parts", hint: "use one that speaks S3 in full")
        }
        return id
    }

    /// Sends a part; sent again it replaces itself.
    /// - Parameter number: from 1.
    /// - Returns: its tag.
    func send(_ bytes: [UInt8], part number: Int, of id: String) async throws -> String {
        var request = S3Request("PUT", place.bucket, place.key)
        request.query = [("partNumber", String(number)), ("uploadId", id)]
        request.body = bytes
        let answer = try await client.send(request)
        guard let tag = answer.header("etag"), tag.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "&") })
        else {
            throw FleetError(
                "store_denied", .permanent, "\(request.shown): the storage gave no tag for a part", hint: "use one that speaks S3 in full")
        }
        return tag
    }

    /// Puts the parts together.
    /// - Returns: false when there is an object already, or the upload is gone: an answer may have been lost.
    func complete(_ id: String, tags: [String]) async throws -> Bool {
        // A storage that looks at the condition here as little as older ones do at least shows what is there.
        if try await client.head(place.bucket, place.key) != nil { return false }
        var request = S3Request("POST", place.bucket, place.key)
        request.query = [("uploadId", id)]
        request.headers = Self.unlessThere
        let parts = tags.enumerated().map { "<Part><PartNumber>\($0 + 1)</PartNumber><ETag>\($1)</ETag></Part>" }.joined()
        request.body = Array("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(parts)</CompleteMultipartUpload>".utf8)
        request.expected = [404, 412]
        request.maySucceedFalsely = true
        return try await client.send(request).status == 200
    }

    /// Checks that the object that is there has these bytes: after a lost answer it may be our own.
    /// - Throws: `FleetError` `object_exists` (permanent) when it has others, `store_unavailable` (transient) when there is none.
    func confirm(_ reference: ArtifactReference) async throws {
        let exists = FleetError("object_exists", .permanent, "\(reference.key) is there already with other bytes")
        guard let head = try await client.head(place.bucket, place.key) else {
            throw FleetError(
                "store_unavailable", .transient, "\(reference.key) was there a moment ago, and is not any more", hint: "write it again")
        }
        guard head.bytes == reference.bytes else { throw exists }
        let version = S3Reader.Version(bucket: place.bucket, key: place.key, bytes: reference.bytes, tag: head.tag)
        let reader = S3Reader(version, from: 0, client: client, largestWindow: client.limits.windowBytes, changed: exists)
        let hash = SHA256()
        while let piece = try await reader.next() { hash.update(piece) }
        guard hash.digest().hex == reference.sha256 else { throw exists }
    }

    /// Drops the parts; does nothing where there are none.
    func abort(_ id: String) async throws {
        var request = S3Request("DELETE", place.bucket, place.key)
        request.query = [("uploadId", id)]
        request.expected = [404]
        _ = try await client.send(request)
    }
}
