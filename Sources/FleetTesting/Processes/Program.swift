import FleetCore
import Foundation

/// Where a program of a test lies: one of ours beside the test binary, or one of the machine on the path.
public enum Program {
    /// An executable of this package, as the build that holds the running tests made it.
    /// - Throws: `FleetError` `program_missing` (permanent).
    public static func built(_ name: String) throws -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = tests.deletingLastPathComponent().appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw FleetError("program_missing", .permanent, "\(name) is not beside the tests", hint: "swift build --build-tests")
        }
        return path
    }

    /// A program of the machine; nil where it is not installed.
    public static func installed(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
