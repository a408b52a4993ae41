import Features
import FleetCore
import FleetTesting
import JSON
import Testing
import WorkerKit

@Suite struct EmbeddingsTests {
    private let choice = MaterializeInput.Embeddings(provider: "fake", model: "m")

    private func bench(_ model: FakeEmbeddings, _ store: MemoryObjectStore = MemoryObjectStore()) throws -> FeaturesBench {
        try FeaturesBench(store: store, embeddings: ["fake": { _ in model }])
    }

    private func rows(_ count: Int) -> [(String, String, String)] { (0..<count).map { ("row_\($0)", "prompt number \($0)", "c") } }

    @Test func everyRowHasTheVectorOfItsOwnPromptThoughRequestsAreBounded() async throws {
        let model = FakeEmbeddings()
        let bench = try bench(model)
        let rows = rows(1000) + (0..<20).map { ("long_\($0)", String(repeating: "\($0) ", count: 9000), "c") }
        let output = try bench.output(of: try await bench.run(try await bench.dataset(train: [rows]), views: [], embed: choice))
        let found = try await bench.rows(of: output.views[0])
        let expected = rows.map { Double("\(FakeEmbeddings.mark($0.1))") }
        #expect(found.prefix(1000).map { $0.values["vector"]?[0]?.number } == Array(expected.prefix(1000)))
        #expect(model.asked.map(\.count).max() == 64)
        #expect(model.asked.allSatisfy { $0.count == 1 || $0.reduce(0) { $0 + $1.utf8.count } <= 128 * 1024 })
        #expect(output.summary["embedding_dimensions"] == 3 && output.summary["embedded_share"] == 1)
        #expect(output.summary["mean_characters"] == nil, "only what was asked for is made")
    }

    @Test func aTextThatIsTooLongIsCutAndSaysSoAndAnEmptyOneHasNoVector() async throws {
        let model = FakeEmbeddings()
        let bench = try bench(model)
        let rows = [("a", String(repeating: "ä", count: 20_000), "c"), ("b", " \n", "c"), ("c", "fine", "c")]
        let output = try bench.output(of: try await bench.run(try await bench.dataset(train: [rows]), views: [], embed: choice))
        let found = try await bench.rows(of: output.views[0])
        #expect(found.map { $0.values["is_cut"] } == [true, false, false])
        #expect(found[1].values["vector"] == .null && found[2].values["vector"]?.array?.count == 3)
        #expect(model.asked.flatMap { $0 }.map(\.utf8.count) == [24 * 1024, 4])
        #expect(output.summary["embedded_share"] == 2.0 / 3)
    }

    @Test func aPauseThatTheEndpointAsksForIsHonoured() async throws {
        let model = FakeEmbeddings(fail: { call, _ in
            if call <= 2 { throw FleetError("rate_limited", .throttled, "slow down", retryAfter: .seconds(40)) }
        })
        let bench = try bench(model)
        let dataset = try await bench.dataset(train: [rows(3)])
        async let outcome = bench.run(dataset, embed: choice)
        for _ in 0..<2 {
            try await bench.clock.untilSleeping(1)
            let deadline = try #require(bench.clock.nextDeadline)
            #expect(deadline - bench.clock.now() >= .seconds(40))
            bench.clock.advanceToNextDeadline()
        }
        #expect(try bench.output(of: try await outcome).views[1].entities == 3)
        #expect(model.asked.count == 3)
    }

    @Test func aLongerPauseFreesTheSlotAndARefusalIsNotTriedAgain() async throws {
        for (error, calls) in [
            (FleetError("rate_limited", .throttled, "much later", retryAfter: .seconds(600)), 1),
            (FleetError("bad_model", .permanent, "no such model"), 1),
        ] {
            let store = MemoryObjectStore()
            let model = FakeEmbeddings(fail: { _, _ in throw error })
            let bench = try bench(model, store)
            let dataset = try await bench.dataset(train: [rows(3)])
            await #expect {
                try await bench.run(dataset, embed: choice)
            } throws: {
                ($0 as? FleetError) == error
            }
            #expect(model.asked.count == calls)
            #expect(store.keys.allSatisfy { $0.hasPrefix("data/") }, "no file of any view is left")
            #expect(try await bench.online.getFeatures(tenant: TenantName("default"), entity: "row_0", views: ["text_stats"]).isEmpty)
        }
    }

    @Test func aDrainEndsAPauseAtOnce() async throws {
        let model = FakeEmbeddings(fail: { _, _ in throw FleetError("unavailable", .transient, "down") })
        let bench = try bench(model)
        let dataset = try await bench.dataset(train: [rows(1)])
        let context = try bench.context()
        async let outcome = bench.run(dataset, embed: choice, in: context)
        try await bench.clock.untilSleeping(1)
        context.drain.set()
        guard case .interrupted(nil) = try await outcome else {
            Issue.record("a drained run goes on")
            return
        }
    }

    @Test func vectorsOfDifferentLengthsAreAnErrorAndNoFile() async throws {
        let store = MemoryObjectStore()
        let bench = try bench(FakeEmbeddings(dimensions: { $0.hasSuffix("299") ? 4 : 3 }), store)
        let dataset = try await bench.dataset(train: [rows(300)])
        await #expect {
            try await bench.run(dataset, embed: choice)
        } throws: {
            ($0 as? FleetError)?.code == "embedding_malformed"
        }
        #expect(store.keys.allSatisfy { $0.hasPrefix("data/") })
    }
}
