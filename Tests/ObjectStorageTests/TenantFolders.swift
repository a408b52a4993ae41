import Foundation

/// A folder with a file for everybody and one of a tenant.
enum TenantFolders {
    static func run(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "modelops-tenants-\(ProcessInfo.processInfo.globallyUniqueString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/acme", withIntermediateDirectories: true)
        try Data("all".utf8).write(to: URL(fileURLWithPath: folder + "/all.csv"))
        try Data("own".utf8).write(to: URL(fileURLWithPath: folder + "/acme/own.csv"))
        try await body(folder)
    }
}
