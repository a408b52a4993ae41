import FleetCore
import Foundation
import JSON

/// The dataset files that a model's evidence names, as they lie among the artifacts.
enum DatasetFiles {
    /// All lines of the train, validation and test files.
    static func lines(of evidence: JSONValue, in artifacts: String) throws -> [String] {
        try Set(keys(evidence)).sorted().flatMap { key in
            try String(contentsOfFile: "\(artifacts)/\(key)", encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    private static func keys(_ value: JSONValue) -> [String] {
        switch value {
        case .object(let object):
            object.flatMap { member in
                (member.key == "shards" ? (member.value.array ?? []).compactMap { $0["key"]?.string } : []) + keys(member.value)
            }
        case .array(let elements): elements.flatMap(keys)
        default: []
        }
    }
}
