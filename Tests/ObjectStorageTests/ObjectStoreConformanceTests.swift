import FleetCore
import FleetTesting
import Foundation
import ObjectStorage
import Testing

@Suite struct ObjectStoreConformanceTests {
    @Test(arguments: ObjectStoreConformance.promises) func filesKeep(_ promise: ObjectStorePromise) async throws {
        let folder = NSTemporaryDirectory() + "modelops-store-\(ProcessInfo.processInfo.globallyUniqueString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await promise.check(try FileObjectStore(root: folder))
    }

    @Test(arguments: ObjectStoreConformance.promises) func memoryKeeps(_ promise: ObjectStorePromise) async throws {
        try await promise.check(MemoryObjectStore())
    }

    @Test(arguments: ObjectStoreConformance.promises) func s3InMemoryKeeps(_ promise: ObjectStorePromise) async throws {
        try await FakeS3Server(fake: FakeS3()).run { client in
            try await promise.check(S3ObjectStore(client: client, location: ObjectLocation(scheme: "s3", bucket: "fleet", key: "a/b")))
        }
    }
}
