import FleetCore
import JSON

/// What a command of the local model runtime says on its standard output, one JSON object per line.
public enum LocalModelEvent: Sendable, Equatable {
    /// `figures` are the numbers beside step and total, such as `loss`, `tokens_per_second`, `eta_seconds`.
    case progress(step: Int64, of: Int64, unit: String, figures: [String: Double])
    case validation(step: Int64, loss: Double)
    /// A checkpoint that is complete in `folder`.
    case checkpoint(step: Int64, folder: String)
    /// What the command says of one row of its input.
    case row(index: Int64, JSONValue)
    /// The server answers at `url`.
    case ready(url: String)
    case log(level: String, code: String, message: String)
    case result(JSONValue)
    case failure(code: String, message: String)
    /// An event of a later version of the runtime.
    case unknown(String)

    /// - Throws: `FleetError` `local_protocol` (permanent) for a line that is no event.
    public init(line: String) throws {
        let value: JSONValue
        do {
            value = try JSONReader.parse(line, limits: JSONLimits(maximumBytes: Self.maximumLineBytes, maximumDepth: 16))
        } catch {
            throw Self.violation("a line that is no JSON (\(line.utf8.count) bytes)")
        }
        guard let kind = value["event"]?.string else { throw Self.violation("an object without 'event'") }
        switch kind {
        case "progress":
            self = .progress(
                step: try Self.integer(value, "step"), of: try Self.integer(value, "of"), unit: value["unit"]?.string ?? "step",
                figures: Self.figures(of: value, except: ["step", "of"]))
        case "validation":
            self = .validation(step: try Self.integer(value, "step"), loss: value["loss"]?.number ?? .nan)
        case "checkpoint":
            self = .checkpoint(step: try Self.integer(value, "step"), folder: try Self.text(value, "folder"))
        case "row": self = .row(index: try Self.integer(value, "index"), value)
        case "ready": self = .ready(url: try Self.text(value, "url"))
        case "log":
            self = .log(level: try Self.text(value, "level"), code: try Self.text(value, "code"), message: try Self.text(value, "message"))
        case "result": self = .result(value)
        case "error": self = .failure(code: try Self.text(value, "code"), message: try Self.text(value, "message"))
        default: self = .unknown(kind)
        }
    }

    /// A longer line breaks the protocol.
    public static let maximumLineBytes = 1024 * 1024

    private static func figures(of value: JSONValue, except left: Set<String>) -> [String: Double] {
        var figures: [String: Double] = [:]
        for member in value.object ?? [:] where !left.contains(member.key) {
            if let number = member.value.number { figures[member.key] = number }
        }
        return figures
    }

    private static func integer(_ value: JSONValue, _ key: String) throws -> Int64 {
        guard let number = value[key]?.integer else { throw violation("an event without the number '\(key)'") }
        return number
    }

    private static func text(_ value: JSONValue, _ key: String) throws -> String {
        guard let text = value[key]?.string else { throw violation("an event without the text '\(key)'") }
        return text
    }

    static func violation(_ what: String) -> FleetError {
        FleetError(
            "local_protocol", .permanent, "the local model runtime wrote \(what)",
            hint: "check that the setting local.runtime names the folder of this release")
    }
}
