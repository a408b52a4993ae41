import FleetCore
import Foundation

/// Where one word of a credential stands: in a file, such as a mounted secret, or in a variable.
enum CredentialPlace: Sendable, Equatable {
    case file(String)
    case variable(String)

    /// Reads variables of this process.
    static let environment: @Sendable (String) -> String? = { ProcessInfo.processInfo.environment[$0] }

    /// - Throws: `FleetError` `credential_missing` (transient): an operator may be about to put it there, and no job is to blame.
    func read(_ variable: @Sendable (String) -> String?) throws -> String {
        let text: String
        let place: String
        switch self {
        case .file(let path):
            place = "the file \(path)"
            do { text = String(decoding: try SettingsFile.read(path, atMost: 16 << 10), as: UTF8.self).trimmingNewlines } catch {
                throw Self.missing("\(place) cannot be read")
            }
        case .variable(let name):
            place = "the variable \(name)"
            text = variable(name) ?? ""
        }
        guard !text.isEmpty else { throw Self.missing("\(place) is empty") }
        // It goes into the head of a request.
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw Self.missing("\(place) holds blanks or control characters") }
        return text
    }

    private static func missing(_ cause: String) -> FleetError {
        FleetError(
            "credential_missing", .transient, "the keys of a storage are not there: \(cause)",
            hint: "fill the file or variable that storage.stores names, one line without quotes")
    }
}
