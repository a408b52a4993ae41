import FleetCore
import JSON

/// Reads the text of a command line or variable as what its setting holds.
enum SettingValue {
    /// - Throws: `FleetError` `setting_invalid` that names the key and what would be right, never a secret's text.
    static func read(_ text: String, for setting: Setting) throws -> JSONValue {
        switch setting.kind {
        case .text: return .string(text)
        case .integer: return try check(Int64(text).map { .integer($0) } ?? .string(text), for: setting)
        case .duration, .choice: return try check(.string(text), for: setting)
        case .list: return .array(text.split(separator: ",").map { .string($0.trimmingSpaces) })
        case .pairs:
            var object = JSONObject()
            for pair in text.split(separator: ",") {
                guard let equals = pair.firstIndex(of: "=") else {
                    throw invalid(setting, "a pair without '='", "name=value,name=value")
                }
                object[String(pair[..<equals].trimmingSpaces)] = .string(String(pair[pair.index(after: equals)...]))
            }
            return .object(object)
        case .object: throw invalid(setting, "an object", "set it in the settings file")
        }
    }

    /// Checks a value of the settings file, or one that was read from text.
    static func check(_ value: JSONValue, for setting: Setting) throws -> JSONValue {
        switch (setting.kind, value) {
        case (.text, .string), (.list, .array), (.object, .object): return value
        case (.pairs, .object(let object)):
            guard object.allSatisfy({ $0.value.string != nil }) else { throw invalid(setting, "an object", "texts only, in quotes") }
            return value
        case (.integer(let range), .integer(let number)):
            guard range.contains(Int(number)) else { throw invalid(setting, String(number), "\(range.lowerBound) to \(range.upperBound)") }
            return value
        case (.duration, .string(let text)):
            guard duration(text) != nil else { throw invalid(setting, "'\(text)'", "a number with ms, s, m or h, such as 30s") }
            return value
        case (.choice(let choices), .string(let text)):
            guard choices.contains(text) else { throw invalid(setting, "'\(text)'", choices.joined(separator: " | ")) }
            return value
        default: throw invalid(setting, value.typeName, expected(setting.kind))
        }
    }

    /// Reads `500ms`, `30s`, `5m`, `2h`.
    static func duration(_ text: String) -> Duration? {
        for (unit, milliseconds) in [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)] as [(String, Int64)] where text.hasSuffix(unit) {
            guard let number = Int64(text.dropLast(unit.count)), number > 0, number < 1_000_000 else { continue }
            return .milliseconds(number * milliseconds)
        }
        return nil
    }

    private static func expected(_ kind: Setting.Kind) -> String {
        switch kind {
        case .text: "a text"
        case .integer(let range): "a whole number, \(range.lowerBound) to \(range.upperBound)"
        case .duration: "a number with ms, s, m or h, such as 30s"
        case .choice(let choices): choices.joined(separator: " | ")
        case .list: "a list of texts"
        case .pairs, .object: "an object"
        }
    }

    private static func invalid(_ setting: Setting, _ found: String, _ expected: String) -> FleetError {
        FleetError(
            "setting_invalid", .rejected, "\(setting.key) is \(setting.isSecret ? "not readable" : found)", path: setting.key,
            hint: "expected \(expected)")
    }
}

extension Substring {
    var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
