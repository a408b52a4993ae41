import FleetCore
import FleetTesting
import JSON
import Providers
import Synchronization
import Testing

extension Faults {
    @Suite("A provider that refuses, babbles and stalls", .serialized, .kafka, .long)
    struct ProviderFaultTests {
        /// What the provider answers a create, some times, before it does what it is asked.
        private static let refusals: [(name: String, answer: ProviderResponse, times: Int, end: String)] = [
            ("429, wait in seconds", FakeOpenAI.failure(429, "rate_limit_exceeded", headers: ["Retry-After": "1"]), 2, "succeeded"),
            ("429, wait as a date", FakeOpenAI.failure(429, "rate_limit_exceeded", headers: ["Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"]), 2, "succeeded"),
            ("429, no wait named", FakeOpenAI.failure(429, "rate_limit_exceeded"), 2, "succeeded"),
            ("429, wait of zero", FakeOpenAI.failure(429, "rate_limit_exceeded", headers: ["Retry-After": "0"]), 2, "succeeded"),
            ("429, quota is used up", FakeOpenAI.failure(429, "insufficient_quota"), 1000, "failed"),
            ("400", FakeOpenAI.failure(400, "invalid_request_error"), 1000, "failed"),
            ("401", FakeOpenAI.failure(401, "invalid_api_key"), 1000, "failed"),
            ("403", FakeOpenAI.failure(403, "forbidden"), 1000, "failed"),
            ("409", FakeOpenAI.failure(409, "conflict"), 1000, "failed"),
            ("422", FakeOpenAI.failure(422, "unprocessable"), 1000, "failed"),
        ]

        @Test("Refusals of every kind end as they mean, and never in a second create")
        func refusals() async throws {
            try await FaultFleet.run(FaultPlan("provider refuses")) { fleet in
                try await fleet.startAll(sanitizers: 1, trainers: 1)
                for refusal in Self.refusals {
                    let before = fleet.creates
                    let left = fleet.refuse(refusal.times, with: refusal.answer) { $0.method == "POST" && $0.url.hasSuffix("/fine_tuning/jobs") }
                    try await fleet.submit(refusal.name, .tuned, shards: 1)
                    let end = try await fleet.ends(of: [refusal.name], within: .seconds(120)).first
                    #expect(end?["state"]?.string == refusal.end, "\(refusal.name): \(JSONWriter.compact.text(end ?? .null))")
                    #expect(fleet.creates - before == (refusal.end == "succeeded" ? 1 : 0), "\(refusal.name)")
                    let calls = refusal.times - left()
                    if refusal.end == "failed" { #expect(calls <= 2, "\(refusal.name): \(calls) calls") }
                }
            }
        }

        @Test("A provider that is asked too often while a job runs is asked later, and nothing is made again")
        func throttledPolls() async throws {
            let answers = Self.refusals.prefix { $0.end == "succeeded" }
            try await FaultFleet.run(FaultPlan("polls refused")) { fleet in
                try await fleet.startAll(sanitizers: 1, trainers: 1)
                for answer in answers {
                    let before = fleet.creates
                    let left = fleet.refuse(2, with: answer.answer) { $0.method == "GET" && $0.url.contains("/fine_tuning/jobs/") }
                    let key = "poll: \(answer.name)"
                    try await fleet.submit(key, .tuned, shards: 1)
                    try await fleet.succeed(key, within: .seconds(120))
                    #expect(left() < 0, "\(answer.name): the polls were refused and then answered")
                    #expect(fleet.creates - before == 1, "\(answer.name)")
                }
            }
        }

        @Test("Answers that are no answers leave it open what was made, and it is found")
        func malformed() async throws {
            let answers: [(name: String, body: [UInt8], status: Int)] = [
                ("HTML", Array("<html>busy</html>".utf8), 200), ("half of it", Array(#"{"id": "ftjob-"#.utf8), 200), ("nothing", [], 200),
                ("wrong types", Array(#"{"id": 7, "status": []}"#.utf8), 200), ("a proxy's error", Array("bad gateway".utf8), 502),
                ("endless", [UInt8](repeating: UInt8(ascii: " "), count: 40 << 20), 200),
            ]
            try await FaultFleet.run(FaultPlan("provider babbles")) { fleet in
                try await fleet.startAll(sanitizers: 1, trainers: 1)
                for answer in answers {
                    let isFirst = Mutex(true)
                    let before = fleet.creates
                    fleet.fake.onRequest { request in
                        guard request.method == "POST", request.url.hasSuffix("/fine_tuning/jobs") else { return .none }
                        let isDue = isFirst.withLock { first in
                            defer { first = false }
                            return first
                        }
                        return isDue ? .doneAnswering(ProviderResponse(status: answer.status, body: answer.body)) : .none
                    }
                    try await fleet.submit(answer.name, .tuned, shards: 1)
                    try await fleet.succeed(answer.name, within: .seconds(120))
                    #expect(fleet.creates - before == 1, "\(answer.name)")
                    let trainer = try #require(fleet.running("trainer").first)
                    FaultResults.shared.measure("answer: \(answer.name)", figure: FaultFleet.residentMegabytes(trainer), unit: "MB resident, trainer", limit: 400)
                }
            }
        }
    }
}

extension FaultFleet {
    /// Has the provider answer this to the first requests of a kind.
    /// - Returns: how many refusals are left; below 0: so many requests came behind them.
    fileprivate func refuse(
        _ times: Int, with answer: ProviderResponse, _ isMeant: @escaping @Sendable (ProviderRequest) -> Bool
    ) -> @Sendable () -> Int {
        let left = RefusalsLeft(times)
        fake.onRequest { isMeant($0) && left.take() ? .answer(answer) : .none }
        return { left.count }
    }
}

private final class RefusalsLeft: Sendable {
    private let left: Mutex<Int>

    init(_ times: Int) { left = Mutex(times) }

    var count: Int { left.withLock { $0 } }

    /// - Returns: whether one was left.
    func take() -> Bool {
        left.withLock { left in
            left -= 1
            return left >= 0
        }
    }
}
