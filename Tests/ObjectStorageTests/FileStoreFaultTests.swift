import FleetCore
import FleetTesting
import Foundation
@testable import ObjectStorage
import Testing

/// What disks, neighbours and dead processes do to the file store.
@Suite struct FileStoreFaultTests {
    private func withStore(_ body: (FileObjectStore, String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "modelops-store-\(ProcessInfo.processInfo.globallyUniqueString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(try FileObjectStore(root: folder + "/store"), folder)
    }

    @Test func aLinkPlantedInsideLeadsNowhere() async throws {
        try await withStore { store, folder in
            try FileManager.default.createDirectory(atPath: folder + "/outside", withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: URL(fileURLWithPath: folder + "/outside/s"))
            try FileManager.default.createSymbolicLink(atPath: folder + "/store/jobs", withDestinationPath: folder + "/outside")
            try FileManager.default.createSymbolicLink(atPath: folder + "/store/direct", withDestinationPath: folder + "/outside/s")
            for key in ["jobs/s", "direct"] {
                await #expect(throws: FleetError.self) { try await store.reader(forKey: key) }
                #expect(try await store.stat(key) == nil)
            }
            #expect(try await store.list(prefix: "", after: nil, limit: 10).isEmpty)
            #expect(try await store.list(prefix: "jobs/", after: nil, limit: 10).isEmpty)
            #expect((await expectFleetError { try await store.put([1], at: "jobs/new") })?.code == "store_denied")
            try await store.delete("jobs/s")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/outside") == ["s"])
        }
    }

    @Test func whatADeadProcessLeftIsSweptAndWhatIsBeingWrittenStays() async throws {
        try await withStore { store, folder in
            let partial = folder + "/store/.partial"
            try Data("half".utf8).write(to: URL(fileURLWithPath: partial + "/dead01"))
            let writer = try await store.writer(for: "k")
            try await writer.write([1, 2])
            // A second process starts on the same folder.
            _ = try FileObjectStore(root: folder + "/store")
            #expect(try FileManager.default.contentsOfDirectory(atPath: partial).count == 1)
            #expect(try await store.get(try await writer.finish()) == [1, 2])
            #expect(try FileManager.default.contentsOfDirectory(atPath: partial).isEmpty)
        }
    }

    @Test func aFullDiskIsSaidAndLeavesNoShortObject() async throws {
        try await withStore { store, folder in
            let full = FileObjectWriter(
                key: "k", root: folder + "/store", temporary: folder + "/none", descriptor: open("/dev/full", O_WRONLY | O_CLOEXEC),
                threads: FileThreads(width: 1))
            let error = await expectFleetError { try await full.write([1]) }
            #expect(error?.code == "store_full" && error?.disposition == .blocked)
            #expect((await expectFleetError { try await full.finish() })?.code == "object_broken")
            let there = try await store.stat("k")
            #expect(there == nil)
        }
    }

    @Test func aWriterThatIsCancelledLeavesNothing() async throws {
        try await withStore { store, folder in
            let writer = try await store.writer(for: "k")
            try await writer.write([1])
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { _ = try? await writer.finish() }
                await group.waitForAll()
                group.addTask { await writer.abandon() }
            }
            #expect(try await store.stat("k") == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/store/.partial").isEmpty)
        }
    }

    @Test func aKeyBelowAnObjectAndAnObjectOverAFolderAreRefusedForGood() async throws {
        try await withStore { store, _ in
            _ = try await store.put([1], at: "a")
            _ = try await store.put([1], at: "b/c")
            #expect((await expectFleetError { try await store.put([1], at: "a/b") })?.disposition == .permanent)
            #expect((await expectFleetError { try await store.put([1], at: "b") })?.disposition == .permanent)
        }
    }

    @Test func aStoreThatIsGoneIsUnavailableAndNotEmpty() async throws {
        try await withStore { store, folder in
            _ = try await store.put([1], at: "k")
            try FileManager.default.moveItem(atPath: folder + "/store", toPath: folder + "/away")
            #expect((await expectFleetError { try await store.reader(forKey: "k") })?.code == "store_unavailable")
            // A mount point without its volume.
            try FileManager.default.createDirectory(atPath: folder + "/store", withIntermediateDirectories: false)
            #expect((await expectFleetError { try await store.reader(forKey: "k") })?.code == "store_unavailable")
            #expect((await expectFleetError { try await store.put([1], at: "n") })?.disposition == .transient)
        }
    }
}
