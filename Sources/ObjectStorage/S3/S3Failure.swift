import FleetCore
import HTTP

/// What a refusal of the storage means. Of what it says only its code is told on: its message may repeat keys.
struct S3Failure: Sendable {
    let status: Int
    /// Such as `SlowDown`; empty for an answer without a body.
    let code: String
    private let region: String?
    private let retryAfter: Duration?

    init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        self.status = status
        let code = S3Document(body).flatMap { $0.name == "Error" ? $0.text(of: "Code") : nil } ?? ""
        // A word of the protocol, or nothing: it stands in messages and logs.
        self.code = code.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? String(code.prefix(64)) : ""
        region = header("x-amz-bucket-region").map { String($0.prefix(32)) }
        retryAfter = header("retry-after").flatMap { ContentRange.number($0[...]) }.map { .seconds(min($0, 30)) }
    }

    /// Keys that are wrong now, and may be right when they are read again. An answer without a body does not say why it refuses.
    var concernsCredential: Bool {
        if code.isEmpty { return [400, 401, 403].contains(status) }
        return ["ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch", "TokenRefreshRequired"].contains(code)
    }

    func error(for request: S3Request) -> FleetError {
        let said = code.isEmpty ? "\(status)" : "\(status) \(code)"
        func failure(_ code: FleetError.Code, _ disposition: Disposition, _ hint: String? = nil) -> FleetError {
            FleetError(code, disposition, "\(request.shown): the storage answers \(said)", hint: hint, retryAfter: retryAfter)
        }
        switch (status, code) {
        case (404, "NoSuchBucket"): return failure("store_denied", .permanent, "make the bucket, or check its name in the settings")
        case (404, "NoSuchUpload"): return failure("object_broken", .transient, "write the object again")
        case (404, _): return failure("object_missing", .permanent)
        case (412, _), (416, _): return failure("precondition_failed", .permanent)
        case (_, "InternalError"), (_, "SlowDown"), (_, "ServiceUnavailable"), (_, "RequestTimeout"), (_, "OperationAborted"),
            (_, "ConditionalRequestConflict"), (_, "RequestTimeTooSkewed"):
            return failure("store_unavailable", .transient)
        // What arrived was not what was sent.
        case (400, "BadDigest"), (400, "XAmzContentSHA256Mismatch"), (400, "IncompleteBody"): return failure("store_unavailable", .transient)
        case (507, _), (_, "XMinioStorageFull"), (_, "QuotaExceeded"):
            return failure("store_full", .blocked, "free space in the storage, or raise its quota")
        case (408, _), (409, _), (425, _), (429, _), (500..., _): return failure("store_unavailable", .transient)
        case (301, _), (307, _), (400, "AuthorizationHeaderMalformed"):
            return failure(
                "store_denied", .permanent, region.map { "set the storage's region to \($0)" } ?? "check region and endpoint of the storage")
        case (401, _), (403, _): return failure("store_denied", .permanent, "check the storage's keys, and what they may do with this bucket")
        default: return failure("store_denied", .permanent, "check endpoint, region and path_style of the storage")
        }
    }
}
