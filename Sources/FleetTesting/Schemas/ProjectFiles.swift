import Foundation
import JSON

/// Files of the project's checkout, and of a folder `shared` beside it, that tests compare with.
public enum ProjectFiles {
    /// The root of the checkout.
    public static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// A JSON file by its path from the root; nil where there is none.
    public static func json(_ path: String) throws -> JSONValue? {
        guard let data = try? Data(contentsOf: root.appendingPathComponent(path)) else { return nil }
        return try JSONReader.parse(Array(data), limits: limits)
    }

    /// A published description by its path in the folder `MODELOPS_TEST_SPECS`, by default `shared/specs` in or beside the checkout; nil where
    /// there is none.
    public static func specification(_ path: String) throws -> JSONValue? {
        guard let file = specificationFile(path), let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        // JavaScript writes the bounds of 64 bits rounded, beyond them.
        let bounded = text.replacing("-9223372036854776000", with: "-9223372036854775808").replacing("9223372036854776000", with: "9223372036854775807")
        return try JSONReader.parse(Array(bounded.utf8), limits: limits)
    }

    /// Whether a published description is there; one that cannot be read is there all the same, so that its test fails and is not skipped.
    public static func hasSpecification(_ path: String) -> Bool { specificationFile(path) != nil }

    private static func specificationFile(_ path: String) -> URL? {
        var folders = [".", "..", "../.."].map { root.appendingPathComponent("\($0)/shared/specs") }
        if let named = ProcessInfo.processInfo.environment["MODELOPS_TEST_SPECS"] { folders = [URL(fileURLWithPath: named)] }
        return folders.map { $0.appendingPathComponent(path) }.first { FileManager.default.isReadableFile(atPath: $0.path) }
    }

    private static let limits = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 256)

    /// Whether a file that is made from the code is what the code says. With `MODELOPS_WRITE_SCHEMAS=1` in the environment it is written.
    /// - Returns: nil when it is; otherwise what to do.
    public static func difference(_ path: String, from expected: JSONValue) throws -> String? {
        let text = JSONWriter(isPretty: true).text(expected) + "\n"
        if ProcessInfo.processInfo.environment["MODELOPS_WRITE_SCHEMAS"] == "1" {
            try Data(text.utf8).write(to: root.appendingPathComponent(path))
        }
        if let data = try? Data(contentsOf: root.appendingPathComponent(path)), Array(data) == Array(text.utf8) { return nil }
        return "\(path) is not what the code says: run `MODELOPS_WRITE_SCHEMAS=1 swift test --filter Published` and look at the difference"
    }
}
