import Features
import FleetCore
import FleetTesting
import Foundation
import JSON
import ObjectStorage
import Testing
import WorkerKit

@Suite struct MaterializingWorkerTests {
    @Test func everyRowOfEveryPartHasItsFigures() async throws {
        let bench = try FeaturesBench()
        let dataset = try await bench.dataset(
            train: [[("a", "What is the time?", "It is noon.")], [("b", "Wo ist der Bahnhof und die Post?", "Schön, hier")]],
            validation: [[("c", "x", "y")]], test: [[("d", "Привет, как дела", "да")]])
        let output = try bench.output(of: try await bench.run(dataset))
        #expect(output.views.map(\.name) == ["text_stats"] && output.views[0].entities == 4)
        let rows = try await bench.rows(of: output.views[0])
        #expect(rows.map(\.entity) == ["a", "b", "c", "d"])
        #expect(rows.map(\.split) == ["train", "train", "validation", "test"])
        #expect(rows.map { $0.values["language"] } == ["en", "de", "und", "ru"])
        #expect(rows[0].values["prompt_characters"] == 17 && rows[0].values["prompt_words"] == 4 && rows[0].values["prompt_tokens"] == 5)
        #expect(rows[1].values["completion_characters"] == 11 && rows[1].values["completion_words"] == 2)
        #expect(output.summary["mean_words"] == 5.5, "22 words in 4 rows")
        #expect(output.summary["language_share_de"] == 0.25 && output.summary["duplicate_share"] == 0)
    }

    @Test func copiesAreCountedAcrossShardsAndPartsAndATestRowThatWasTaughtIsTold() async throws {
        let bench = try FeaturesBench()
        let dataset = try await bench.dataset(
            train: [[("a", "p", "c"), ("b", "p", "other")], [("c", "p", "c")]], test: [[("d", "p", "c"), ("e", "new", "c")]])
        let output = try bench.output(of: try await bench.run(dataset))
        let rows = try await bench.rows(of: output.views[0])
        #expect(rows.map { $0.values["copies"] } == [3, 1, 3, 3, 1])
        #expect(rows.map { $0.values["copies_in_train"] } == [2, 1, 2, 2, 0])
        #expect(output.summary["duplicate_share"] == 0.6 && output.summary["test_share_in_train"] == 0.5)
    }

    @Test func whatIsOnlineIsWhatStandsInTheFile() async throws {
        let bench = try FeaturesBench(embeddings: ["fake": { FakeEmbeddings(name: $0) }])
        #expect(MaterializingWorker(online: bench.online, embeddings: bench.embeddings).capabilities == ["provider:fake"])
        let rows = (0..<700).map { ("row_\($0)", "question \($0) about the weather", "answer \($0 % 9)") }
        let dataset = try await bench.dataset(train: [Array(rows[..<500])], test: [Array(rows[500...])])
        let output = try bench.output(of: try await bench.run(dataset, embed: .init(provider: "fake", model: "tiny")))
        #expect(output.views.map(\.name) == ["text_stats", "embeddings"])
        for view in output.views {
            let offline = try await bench.rows(of: view)
            #expect(offline.count == 700)
            for row in offline {
                let found = try await bench.online.getFeatures(tenant: TenantName("default"), entity: row.entity, views: [view.name])
                #expect(found == [StoredFeatures(view: view.name, version: FeatureVersion(dataset: "ds_1", order: "job_1"), row: row)])
            }
        }
        let both = try await bench.online.getFeatures(tenant: TenantName("default"), entity: "row_3", views: ["embeddings", "none", "text_stats"])
        #expect(both.map(\.view) == ["embeddings", "text_stats"])
    }

    @Test func rowsAreReadAcrossThePiecesOfALargeShard() async throws {
        let folder = try FeaturesBench.makeFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try FeaturesBench(store: try FileObjectStore(root: folder))
        let long = String(repeating: "ganzlangeswörterbuch ", count: 60_000)
        let rows = (0..<800).map { ("row_\($0)", $0 == 400 ? long : String(repeating: "é", count: $0 % 700), "c\($0)") }
        let output = try bench.output(of: try await bench.run(try await bench.dataset(train: [rows])))
        let found = try await bench.rows(of: output.views[0])
        #expect(found.map(\.entity) == rows.map(\.0))
        #expect(found.map { $0.values["prompt_characters"]?.integer } == rows.map { Int64($0.1.unicodeScalars.count) })
        #expect(found[400].values["prompt_words"] == 60_000)
    }

    @Test func anUnknownViewIsRejectedWithItsPlaceAndTheNearestName() async throws {
        let bench = try FeaturesBench()
        let dataset = try await bench.dataset(train: [[("a", "p", "c")]])
        await #expect {
            try await bench.run(dataset, views: ["text_stat"])
        } throws: {
            guard let error = $0 as? FleetError else { return false }
            return error.disposition == .rejected && error.path == "materialize.views[0]" && error.hint == "did you mean text_stats?"
        }
        await #expect {
            try await bench.run(dataset, embed: .init(provider: "nobody", model: "m"))
        } throws: {
            ($0 as? FleetError)?.path == "materialize.embeddings.provider"
        }
    }

    @Test func aRowThatCannotBeReadEndsInItsPlaceWithoutItsTextAndLeavesNothing() async throws {
        let store = MemoryObjectStore()
        let bench = try FeaturesBench(store: store)
        var dataset = try await bench.dataset(train: [[("a", "p", "c")]])
        let good = try #require(store.bytes("data/train-0.jsonl"))
        dataset.train.shards = [try await store.put(good + Array("{\"messages\": [{\"content\": \"a secret\"}]}\n".utf8), at: "data/bad.jsonl")]
        await #expect {
            try await bench.run(dataset)
        } throws: {
            guard let error = $0 as? FleetError else { return false }
            return error.code == "row_unreadable" && error.message.contains("data/bad.jsonl, line 2") && !"\(error)".contains("secret")
        }
        #expect(store.keys.allSatisfy { $0.hasPrefix("data/") })
        #expect(try await bench.online.getFeatures(tenant: TenantName("default"), entity: "a", views: ["text_stats"]).isEmpty)
    }

    @Test func aDamagedShardIsFoundBeforeAnythingIsPublished() async throws {
        let store = MemoryObjectStore()
        let bench = try FeaturesBench(store: store)
        let dataset = try await bench.dataset(train: [[("a", "p", "c")]])
        store.damage(
            "data/train-0.jsonl", with: store.bytes("data/train-0.jsonl").map { $0.map { $0 == UInt8(ascii: "p") ? UInt8(ascii: "q") : $0 } })
        await #expect(throws: FleetError.self) { try await bench.run(dataset) }
        #expect(store.keys.allSatisfy { $0.hasPrefix("data/") })
        #expect(try await bench.online.getFeatures(tenant: TenantName("default"), entity: "a", views: ["text_stats"]).isEmpty)
    }

    @Test func aDrainGivesTheAttemptBackWithoutAFile() async throws {
        let store = MemoryObjectStore()
        let bench = try FeaturesBench(store: store)
        let dataset = try await bench.dataset(train: [[("a", "p", "c")]])
        let context = try bench.context()
        context.drain.set()
        guard case .interrupted(nil) = try await bench.run(dataset, in: context) else {
            Issue.record("a drained run goes on")
            return
        }
        #expect(store.keys.allSatisfy { $0.hasPrefix("data/") })
    }

    @Test func progressOnlyGrowsAndReachesItsTotal() async throws {
        let bench = try FeaturesBench()
        let dataset = try await bench.dataset(train: [(0..<600).map { ("row_\($0)", "p\($0)", "c") }])
        let context = try bench.context()
        _ = try await bench.run(dataset, in: context)
        let progress = context.recorded.progress
        #expect(progress.map(\.done) == progress.map(\.done).sorted() && progress.count > 4)
        #expect(progress.last?.done == progress.last?.total)
    }
}
