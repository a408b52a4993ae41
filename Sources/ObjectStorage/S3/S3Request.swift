/// A request to a bucket, before it is addressed and signed.
struct S3Request: Sendable {
    var method: String
    var bucket: String
    /// Nil for the bucket itself.
    var key: String?
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// Refusals that the caller understands: they are answers and no errors.
    var expected: Set<Int> = []
    /// Whether a success may turn out to be a failure once its body is read.
    var maySucceedFalsely = false

    init(_ method: String, _ bucket: String, _ key: String?) {
        self.method = method
        self.bucket = bucket
        self.key = key
    }

    /// What errors name.
    var shown: String { "s3://\(bucket)/\(key ?? "")" }

    var isRead: Bool { method == "GET" || method == "HEAD" }
}
