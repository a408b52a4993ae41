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
        return try JSONReader.parse(Array(data), limits: JSONLimits(maximumBytes: 64 << 20, maximumDepth: 256))
    }

    /// A published description beside the checkout, by its path in `specs`; nil where there is none.
    public static func specification(_ path: String) throws -> JSONValue? {
        for folder in [".", "..", "../.."] {
            if let found = try json("\(folder)/shared/specs/\(path)") { return found }
        }
        return nil
    }

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
