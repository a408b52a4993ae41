import FleetCore
import FleetTesting
import Testing

@testable import Providers

@Suite("Errors of an endpoint get the disposition that decides what is done")
struct OpenAIFailureTests {
    private let now = Timestamp(milliseconds: 1_767_225_600_000)

    private func error(_ status: Int, _ code: String = "x", _ headers: [String: String] = [:]) -> FleetError {
        OpenAIFailure.error(FakeOpenAI.failure(status, code, headers: headers), attempt: "asking", provider: "openai", now: now)
    }

    private static let statuses: [(Int, String, Disposition)] = [
        (400, "x", .permanent), (401, "x", .permanent), (403, "x", .permanent), (404, "x", .permanent), (422, "x", .permanent),
        (408, "x", .transient), (409, "x", .transient), (429, "rate_limit_exceeded", .throttled), (429, "insufficient_quota", .permanent),
        (500, "x", .transient), (503, "x", .transient), (302, "x", .permanent),
    ]

    @Test(arguments: statuses)
    func statusDecides(_ status: Int, _ code: String, _ expected: Disposition) { #expect(error(status, code).disposition == expected) }

    private static let delays: [([String: String], Int64)] = [
        (["retry-after": "7"], 7_000), (["retry-after": "0.5"], 500), (["retry-after-ms": "250", "retry-after": "9"], 250),
        (["retry-after": "Thu, 01 Jan 2026 00:00:30 GMT"], 30_000), (["retry-after": "Wed, 31 Dec 2025 23:00:00 GMT"], 0),
        (["retry-after": "99999999"], 600_000), (["retry-after": "-5"], 0), (["retry-after": "soon"], 5_000),
        (["retry-after": "nan"], 5_000), ([:], 5_000),
    ]

    @Test(arguments: delays)
    func theDelayIsReadAndBounded(_ headers: [String: String], _ milliseconds: Int64) {
        #expect(error(429, "rate_limit_exceeded", headers).retryAfter == .milliseconds(milliseconds))
    }

    @Test func theEndpointsWordsAreNotRepeated() {
        for body in [#"{"error":{"message":"your key sk-secret","code":"key sk-secret"}}"#, #"{"error":"sk-secret"}"#, "sk-secret", "{"] {
            let response = ProviderResponse(status: 400, body: Array(body.utf8))
            #expect(!"\(OpenAIFailure.error(response, attempt: "asking", provider: "openai", now: now))".contains("secret"))
        }
    }
}
