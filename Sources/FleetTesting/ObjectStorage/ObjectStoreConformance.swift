import FleetCore
import ObjectStorage
import Testing

/// What every implementation of the object store promises. Run it as a parametrised test:
/// `@Test(arguments: ObjectStoreConformance.promises) func keeps(_ promise: ObjectStorePromise) async throws { try await promise.check(store) }`
public enum ObjectStoreConformance {
    public static let promises: [ObjectStorePromise] = [
        ObjectStorePromise("an object is invisible until it is whole, then it comes back as it was written") { store in
            let writer = try await store.writer(for: "jobs/a/rows")
            for piece in 0..<5 { try await writer.write([UInt8](repeating: UInt8(piece), count: 70_000)) }
            #expect(try await store.stat("jobs/a/rows") == nil)
            #expect(try await store.list(prefix: "", after: nil, limit: 10).isEmpty)
            let reference = try await writer.finish()
            #expect(reference.bytes == 350_000)
            let bytes = try await store.get(reference)
            #expect(bytes.count == 350_000 && bytes.first == 0 && bytes.last == 4)
            #expect(try await store.stat("jobs/a/rows")?.bytes == 350_000)
        },
        ObjectStorePromise("a key is written once: the same bytes succeed again, others are refused and change nothing") { store in
            let first = try await store.put([1], at: "k")
            #expect(try await store.put([1], at: "k") == first)
            await expect("object_exists", .permanent) { _ = try await store.put([2], at: "k") }
            #expect(try await store.get(first) == [1])
        },
        ObjectStorePromise("of two writers of one key at once one wins, and its bytes stay") { store in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<8 { group.addTask { await succeeds { try await store.put([UInt8(number)], at: "race/k") } } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 }.count == 1)
            let winner = try await store.stat("race/k")
            #expect(winner?.bytes == 1)
        },
        ObjectStorePromise("what is abandoned was never there, and a finished writer writes no more") { store in
            let writer = try await store.writer(for: "x")
            try await writer.write([1])
            await writer.abandon()
            #expect(try await store.stat("x") == nil)
            await expect("object_finished", .bug) { try await writer.write([2]) }
            await expect("object_finished", .bug) { _ = try await writer.finish() }
        },
        ObjectStorePromise("a listing pages through a prefix in the order of the keys' bytes") { store in
            let keys = ["a-b", "a.b", "a/1", "a/2/x", "a/2y", "a0", "b", "é/x"]
            for key in keys.reversed() { _ = try await store.put([], at: key) }
            var found: [String] = []
            while true {
                let page = try await store.list(prefix: "", after: found.last, limit: 3)
                #expect(page.count <= 3)
                if page.isEmpty { break }
                found += page.map(\.key)
            }
            #expect(found == keys)
            #expect(try await store.list(prefix: "a/", after: nil, limit: 10).map { $0.key } == ["a/1", "a/2/x", "a/2y"])
            #expect(try await store.list(prefix: "a/2", after: "a/2/x", limit: 10).map(\.key) == ["a/2y"])
            #expect(try await store.list(prefix: "zz/", after: nil, limit: 10).isEmpty)
        },
        ObjectStorePromise("what is not there is missing, and removing it is no error") { store in
            await expect("object_missing", .permanent) { _ = try await store.reader(forKey: "no/thing") }
            #expect(try await store.stat("no/thing") == nil)
            try await store.delete("no/thing")
            _ = try await store.put([1], at: "k")
            try await store.delete("k")
            #expect(try await store.stat("k") == nil)
        },
        ObjectStorePromise("a key that is no key is refused everywhere") { store in
            for key in ["", "/a", "a/", "a//b", "../a", "a/..", "a/.b", "a b", "a\u{0}", "a\\b", String(repeating: "k", count: 513)] {
                await expect("object_key", .rejected) { _ = try await store.writer(for: key) }
                await expect("object_key", .rejected) { _ = try await store.reader(forKey: key) }
                await expect("object_key", .rejected) { _ = try await store.stat(key) }
                await expect("object_key", .rejected) { try await store.delete(key) }
            }
        },
    ]

    private static func succeeds(_ body: () async throws -> ArtifactReference) async -> Bool {
        do { _ = try await body() } catch { return false }
        return true
    }

    private static func expect(_ code: FleetError.Code, _ disposition: Disposition, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("no error, expected \(code.rawValue)")
        } catch let error as FleetError {
            #expect(error.code == code && error.disposition == disposition)
        } catch { Issue.record(error) }
    }
}
