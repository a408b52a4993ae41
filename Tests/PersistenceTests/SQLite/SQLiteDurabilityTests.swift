import FleetCore
import FleetTesting
import Foundation
@testable import Persistence
import Testing

@Suite("SQLiteStateStore over restarts, other processes and broken files")
struct SQLiteDurabilityTests {
    @Test func whatWasCommittedIsThereAfterARestart() async throws {
        try await withDirectory { directory in
            let first = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
            let term = try await first.claimTerm(holder: "a")
            try await first.write("add", as: term) { try $0.insert(StoreSamples.job("job_1")) }
            await first.close()
            let second = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
            #expect(try await second.claimTerm(holder: "b") == Term(2))
            let job = try await second.read { try $0.job(JobID("job_1")) }
            #expect(job == StoreSamples.job("job_1"))
            await second.close()
        }
    }

    @Test func aCrashBetweenWriteAndCommitLeavesNothing() async throws {
        try await withDirectory { directory in
            let store = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
            try await store.write("kept", as: nil) { try $0.insert(StoreSamples.job("job_1")) }
            await store.close()
            // A second machine's view of the files as they are in the middle of a transaction: what a crash leaves on the disk.
            let crashing = try SQLiteConnection(path: directory + "/state.db")
            try crashing.prepare(isWriter: true)
            try crashing.execute("PRAGMA cache_size = 1")
            try crashing.begin(isWrite: true)
            for number in 0..<200 {
                _ = try crashing.query(
                    "INSERT INTO inbox (message_id, tenant, handled_at) VALUES (?, ?, ?)",
                    [.text("m\(number)" + String(repeating: "x", count: 400)), .text("t"), .integer(1)])
            }
            let copy = directory + "/after-the-crash"
            try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
            for name in ["state.db", "state.db-wal"] {
                try FileManager.default.copyItem(atPath: "\(directory)/\(name)", toPath: "\(copy)/\(name)")
            }
            crashing.close()
            let log = try FileManager.default.attributesOfItem(atPath: copy + "/state.db-wal")[.size] as? Int ?? 0
            #expect(log > 50_000, "the open transaction had reached the disk, or the test shows nothing")
            let reopened = try await SQLiteStateStore.open(directory: copy, clock: SystemClock())
            let found = try await reopened.read { transaction in
                (jobs: try transaction.unfinishedJobs(limit: 9).count, messages: try transaction.query("SELECT COUNT(*) FROM inbox"))
            }
            #expect(found.jobs == 1)
            #expect(found.messages == [SQLRow(values: [.integer(0)])])
            await reopened.close()
        }
    }

    @Test func aSecondCoordinatorIsRefusedAndToldWhoHoldsTheStore() async throws {
        try await withDirectory { directory in
            let store = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
            let error = await expectFleetError {
                try await SQLiteStateStore.open(directory: directory, clock: SystemClock(), patience: .zero)
            }
            #expect(error?.code == "store_locked")
            #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier) on host") == true)
            await store.close()
            let next = try await SQLiteStateStore.open(directory: directory, clock: SystemClock(), patience: .zero)
            await next.close()
        }
    }

    @Test func theLockIsNotInheritedByChildren() async throws {
        try await withDirectory { directory in
            let store = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/cat")
            let input = Pipe()
            child.standardInput = input
            try child.run()
            await store.close()
            let next = try await SQLiteStateStore.open(directory: directory, clock: SystemClock(), patience: .zero)
            await next.close()
            try input.fileHandleForWriting.close()
            child.waitUntilExit()
        }
    }

    @Test func aDamagedFileIsRefusedWithInstructions() async throws {
        try await withDirectory { directory in
            try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: directory + "/state.db"))
            let error = await expectFleetError { try await SQLiteStateStore.open(directory: directory, clock: SystemClock()) }
            #expect(error?.code == "store_corrupt")
            #expect(error?.disposition == .fatal)
            #expect(error?.hint?.contains("backup") == true)
        }
    }

    @Test func aFullDiskIsTransientAndUndoesTheWrite() async throws {
        try await withDirectory { directory in
            let store = try await SQLiteStateStore.open(directory: directory, clock: SystemClock())
            // SQLite's own limit on pages stands for the disk's.
            try await store.write("limit", as: nil) { _ = try $0.query("PRAGMA max_page_count = 1") }
            let error = await expectFleetError {
                try await store.write("too much", as: nil) { transaction in
                    for number in 0..<400 {
                        var job = StoreSamples.job("job_\(number)")
                        job.document = String(repeating: "x", count: 10_000)
                        try transaction.insert(job)
                    }
                }
            }
            #expect(error?.code == "store_full")
            #expect(error?.disposition == .transient)
            try await store.write("room again", as: nil) { _ = try $0.query("PRAGMA max_page_count = 1000000") }
            let left = try await store.read { try $0.unfinishedJobs(limit: 9) }
            #expect(left.isEmpty)
            try await store.write("goes on", as: nil) { try $0.insert(StoreSamples.job("job_1")) }
            await store.close()
        }
    }

    @Test func networkFileSystemsAreKnown() {
        #expect(FileSystemKind.name(ofKind: 0x6969) == "NFS")
        #expect(FileSystemKind.name(ofKind: 0xEF53) == nil)
    }

    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        try await body(directory.path)
    }
}
