import FleetCore
import JSON

/// Turns an answer that is no success into an error. The endpoint's own words may quote the request, so only its code is shown.
enum OpenAIFailure {
    private static let quotaCodes: Set<String> = [
        "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "quota_exceeded", "exceeded_quota", "credits_exhausted",
    ]

    static func error(_ response: ProviderResponse, attempt: String, provider: String, now: Timestamp) -> FleetError {
        let code = remoteCode(response.body)
        let what = "\(attempt): \(provider) answered \(response.status)" + (code.map { " (\($0))" } ?? "")
        switch response.status {
        case 401, 403:
            return FleetError(ProviderFailure.notAuthorised, .permanent, what, hint: "check the provider's key and its rights")
        case 404: return FleetError(ProviderFailure.notFound, .permanent, what)
        case 429:
            if let code, quotaCodes.contains(code) {
                return FleetError(ProviderFailure.quotaExceeded, .permanent, what, hint: "raise the quota or the budget at the provider")
            }
            return FleetError(ProviderFailure.throttled, .throttled, what, retryAfter: RetryDelay.read(response.headers, now: now))
        case 503, 529:
            if response.headers["retry-after"] != nil || response.headers["retry-after-ms"] != nil {
                return FleetError(ProviderFailure.throttled, .throttled, what, retryAfter: RetryDelay.read(response.headers, now: now))
            }
            return FleetError(ProviderFailure.unavailable, .transient, what)
        case 408, 409, 425, 500...: return FleetError(ProviderFailure.unavailable, .transient, what)
        case 400..<500: return FleetError(ProviderFailure.refused, .permanent, what, hint: "compare the request with what the endpoint takes")
        default:
            return FleetError(ProviderFailure.refused, .permanent, what, hint: "check the base URL: a redirect or another protocol answers there")
        }
    }

    /// Whether the answer says for certain that nothing was made.
    static func isDefiniteRefusal(status: Int) -> Bool { (300..<500).contains(status) && ![408, 409, 425].contains(status) }

    /// `error.code`, or `error.type`; endpoints also send `error` as a text, `detail` or `message`, which may quote the request.
    private static func remoteCode(_ body: [UInt8]) -> String? {
        guard let json = try? JSONReader.parse(body), let error = json["error"] else { return nil }
        guard let text = error["code"]?.string ?? error["type"]?.string, (1...64).contains(text.utf8.count) else { return nil }
        let isName = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
        return isName ? text : nil
    }
}
