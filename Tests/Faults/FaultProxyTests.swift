import FleetCore
import FleetTesting
import Foundation
import HTTP
import JSON
import Testing

/// Through the proxy goes a client to the fake provider, whose ledger says what really arrived.
@Suite("The fault proxy", .serialized)
struct FaultProxyTests {
    private func with(_ body: @escaping @Sendable (FaultProxy, FakeOpenAI, @escaping @Sendable () async throws -> Int) async throws -> Void) async throws {
        let fake = FakeOpenAI()
        try await FakeOpenAIServer(fake: fake).run { url in
            let port = try #require(url.split(separator: ":").last.flatMap { UInt16($0.prefix { $0.isNumber }) })
            let proxy = try FaultProxy(to: port)
            defer { proxy.stop() }
            let client = try CurlClient(policy: AddressPolicy(allowsPrivate: true))
            try await body(proxy, fake) {
                let request = ClientRequest(
                    "POST", "http://\(proxy.address)/v1/fine_tuning/jobs", headers: [("Authorization", "Bearer test-key")],
                    body: .bytes(Array(#"{"model": "m", "training_file": "file-1"}"#.utf8), type: "application/json"), totalTimeout: .seconds(20))
                return try await client.send(request).status
            }
        }
    }

    private func answered(_ send: () async throws -> Int) async throws {
        let status = try await send()
        #expect(status == 200)
    }

    private func fails(_ send: () async throws -> Int) async -> Bool {
        do { return try await send() == 0 } catch { return true }
    }

    @Test("What passes untouched is answered")
    func passes() async throws {
        try await with { proxy, fake, send in
            try await answered(send)
            #expect(fake.creations.count == 1)
            #expect(proxy.triggered == 0)
        }
    }

    @Test("A lost answer was a request that arrived; it is lost once")
    func losesAnAnswer() async throws {
        try await with { proxy, fake, send in
            proxy.set(.loseAnswer(to: "POST /v1/fine_tuning"))
            let hasFailed = await fails(send)
            #expect(hasFailed)
            #expect(fake.creations.count == 1)
            try await answered(send)
            #expect(fake.creations.count == 2)
            #expect(proxy.triggered == 1)
        }
    }

    @Test("A lost request never arrives")
    func losesARequest() async throws {
        try await with { proxy, fake, send in
            proxy.set(.loseRequest("POST /v1/fine_tuning"))
            let hasFailed = await fails(send)
            #expect(hasFailed)
            #expect(fake.creations.isEmpty)
            try await answered(send)
        }
    }

    @Test("Answers are cut, connections reset, until it is healed", arguments: [ProxyFault.cut(afterAnswerBytes: 40), .reset])
    func cuts(fault: ProxyFault) async throws {
        try await with { proxy, _, send in
            proxy.set(fault)
            let hasFailed = await fails(send)
            #expect(hasFailed)
            #expect(proxy.triggered >= 1)
            proxy.heal()
            try await answered(send)
        }
    }

    @Test("What is slow or late comes whole", arguments: [ProxyFault.slow(bytesPerSecond: 4000), .latency(.milliseconds(30))])
    func isLate(fault: ProxyFault) async throws {
        try await with { proxy, fake, send in
            proxy.set(fault)
            try await answered(send)
            #expect(fake.creations.count == 1)
        }
    }

    @Test("What a black hole holds passes once it is healed")
    func holds() async throws {
        try await with { proxy, fake, send in
            proxy.set(.blackhole)
            async let status = send()
            // Time for the request to be written; were it passed on, the ledger would know.
            try await SystemClock().sleep(for: .milliseconds(200))
            #expect(fake.creations.isEmpty)
            proxy.heal()
            let late = try await status
            #expect(late == 200)
        }
    }

    @Test("An open connection is cut")
    func cutsWhatIsOpen() async throws {
        try await with { proxy, _, send in
            proxy.set(.blackhole)
            async let hasFailed = fails(send)
            try await SystemClock().sleep(for: .milliseconds(200))
            proxy.cutAll()
            let failed = await hasFailed
            #expect(failed)
        }
    }
}
