import FleetCore
import Foundation
import Testing

@testable import WorkerKit

struct DiskScratchSpaceTests {
    private func withRoot(_ body: (String) async throws -> Void) async throws {
        let root = NSTemporaryDirectory() + "scratch-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try await body(root)
    }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func anExecutionsFolderIsItsOwnAndGoesWithIt() async throws {
        try await withRoot { root in
            let scratch = DiskScratchSpace(root: root, name: "process_1")
            let path = try await scratch.create(for: ExecutionID("exec_1"))
            #expect(exists(path))
            await scratch.remove(for: ExecutionID("exec_1"))
            #expect(!exists(path))
        }
    }

    @Test func whatADeadProcessLeftIsRemovedAndALivingOnesStays() async throws {
        try await withRoot { root in
            var dead: DiskScratchSpace? = DiskScratchSpace(root: root, name: "process_dead")
            let left = try await dead?.create(for: ExecutionID("exec_1")) ?? ""
            // Its lock goes with the process, however that ends.
            dead = nil
            let living = DiskScratchSpace(root: root, name: "process_living")
            let held = try await living.create(for: ExecutionID("exec_2"))
            #expect(!exists(left))
            try await DiskScratchSpace(root: root, name: "process_new").prepare()
            #expect(exists(held))
            #expect(!exists(root + "/process_dead.lock"))
        }
    }

    @Test func whatNoProcessOfOursMadeIsLeftAlone() async throws {
        try await withRoot { root in
            try FileManager.default.createDirectory(atPath: root + "/notes", withIntermediateDirectories: true)
            try await DiskScratchSpace(root: root, name: "process_1").prepare()
            #expect(exists(root + "/notes"))
        }
    }
}
