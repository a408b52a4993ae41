import FleetCore
import FleetTesting
import Foundation
import ObjectStorage
import Testing

@Suite struct FileObjectStoreTests {
    private func withStore(_ body: (FileObjectStore, String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "modelops-store-\(ProcessInfo.processInfo.globallyUniqueString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(try FileObjectStore(root: folder), folder)
    }

    @Test func anObjectComesBackAsItWasWritten() async throws {
        try await withStore { store, _ in
            let writer = try await store.writer(for: "jobs/a/rows.jsonl")
            for piece in 0..<10 { try await writer.write([UInt8](repeating: UInt8(piece), count: 100_000)) }
            #expect(try await store.stat("jobs/a/rows.jsonl") == nil, "a half-written object is visible")
            let reference = try await writer.finish()
            #expect(reference.bytes == 1_000_000)
            #expect(try await store.get(reference).count == 1_000_000)
            #expect(try await store.list(prefix: "jobs/", after: nil, limit: 10).map(\.key) == ["jobs/a/rows.jsonl"])
        }
    }

    @Test func aKeyIsWrittenOnce() async throws {
        try await withStore { store, _ in
            let first = try await store.put(Array("one".utf8), at: "k")
            #expect(try await store.put(Array("one".utf8), at: "k") == first)
            let error = await expectFleetError { try await store.put(Array("two".utf8), at: "k") }
            #expect(error?.code == "object_exists")
            #expect(try await store.get(first) == Array("one".utf8))
        }
    }

    @Test func damagedBytesAreNeverHandedOutAsGood() async throws {
        try await withStore { store, folder in
            let reference = try await store.put(Array("precious".utf8), at: "a/b")
            try Data("precioux".utf8).write(to: URL(fileURLWithPath: folder + "/a/b"))
            #expect((await expectFleetError { try await store.get(reference) })?.code == "object_damaged")
            try Data("prec".utf8).write(to: URL(fileURLWithPath: folder + "/a/b"))
            #expect((await expectFleetError { try await store.get(reference) })?.code == "object_damaged")
        }
    }

    @Test(arguments: ["../x", "a//b", "/a", "a/..", ".hidden", "a/.partial", "", "a\u{0}b", "a b", String(repeating: "k", count: 513)])
    func noKeyLeavesTheFolder(key: String) async throws {
        try await withStore { store, _ in
            #expect((await expectFleetError { try await store.put([1], at: key) })?.code == "object_key")
        }
    }

    @Test func anAbandonedObjectLeavesNothing() async throws {
        try await withStore { store, folder in
            let writer = try await store.writer(for: "x")
            try await writer.write([1, 2, 3])
            await writer.abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/.partial").isEmpty)
            #expect(try await store.stat("x") == nil)
        }
    }
}
