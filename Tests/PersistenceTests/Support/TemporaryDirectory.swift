import FleetCore
import Foundation

/// A folder of its own for one test.
struct TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let name = IdentifierSource(clock: SystemClock(), random: SystemRandom()).make("state-store-")
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
