import FleetCore
import FleetHost
import Foundation
import JSON

/// Reads a document that a person wrote: JSON, or YAML.
enum DocumentFile {
    /// - Parameter path: a file, or `-` for standard input.
    static func read(_ path: String) throws -> JSONValue {
        let bytes: [UInt8]
        if path == "-" {
            bytes = [UInt8](try FileHandle.standardInput.read(upToCount: JSONLimits.standard.maximumBytes + 1) ?? Data())
        } else {
            bytes = try SettingsFile.read(path)
        }
        guard bytes.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            throw FleetError(
                "document_empty", .rejected, path == "-" ? "nothing came on standard input" : "\(path) is empty",
                hint: "modelops init writes a document to start from")
        }
        do {
            // A document that begins as JSON is read as JSON, so that its faults are told in JSON's words.
            let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
            return first == UInt8(ascii: "{") ? try JSONReader.parse(bytes) : try YAMLReader.parse(bytes)
        } catch {
            throw FleetError.wrapping(error, during: path == "-" ? "reading standard input" : "reading \(path)")
        }
    }
}
