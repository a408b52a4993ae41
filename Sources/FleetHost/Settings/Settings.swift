import FleetCore
import Foundation
import JSON

/// The settings of one process: read once, checked all, then frozen.
public struct Settings: Sendable {
    private let values: [String: JSONValue]
    /// Words on the command line that are no settings, in their order.
    public let arguments: [String]
    /// The process whose table this is.
    public let reader: Setting.Reader

    init(values: [String: JSONValue], arguments: [String], reader: Setting.Reader) {
        self.values = values
        self.arguments = arguments
        self.reader = reader
    }

    /// The text of a setting; nil when it has neither value nor default.
    public func text(_ setting: Setting) -> String? { values[setting.key]?.string }

    /// The text of a setting that has a default.
    public func required(_ setting: Setting) throws -> String {
        guard let text = text(setting) else {
            throw FleetError(
                "setting_missing", .rejected, "\(setting.key) is not set", path: setting.key,
                hint: "set it in the settings file\(setting.variable.map { " or by \($0)" } ?? "")")
        }
        return text
    }

    /// A path that does not depend on the folder of whoever uses it: subprocesses run in folders of their own.
    public func path(_ setting: Setting) throws -> String {
        let text = try required(setting)
        return text.hasPrefix("/") ? text : FileManager.default.currentDirectoryPath + "/" + text
    }

    public func integer(_ setting: Setting) -> Int? { values[setting.key]?.integer.map(Int.init) }

    public func duration(_ setting: Setting) throws -> Duration {
        let text = try required(setting)
        guard let duration = SettingValue.duration(text) else {
            throw FleetError("setting_invalid", .rejected, "\(setting.key) is not a duration such as 30s", path: setting.key)
        }
        return duration
    }

    public func list(_ setting: Setting) -> [String] { values[setting.key]?.array?.compactMap(\.string) ?? [] }

    public func pairs(_ setting: Setting) -> [String: String] {
        var pairs: [String: String] = [:]
        for member in values[setting.key]?.object ?? JSONObject() { pairs[member.key] = member.value.string }
        return pairs
    }

    public func object(_ setting: Setting) -> JSONObject { values[setting.key]?.object ?? JSONObject() }

    /// All settings for the log: secrets only as set or not set, of objects and pairs the names only, since a value among them may be secret.
    public var redacted: [String: String] {
        var shown: [String: String] = [:]
        for setting in SettingCatalogue.settings(of: reader) {
            guard let value = values[setting.key] else { continue }
            shown[setting.key] = Self.shown(value, of: setting)
        }
        return shown
    }

    private static func shown(_ value: JSONValue, of setting: Setting) -> String {
        if setting.isSecret { return "(set)" }
        if let object = value.object { return object.map(\.key).sorted().joined(separator: ", ") }
        return value.string ?? String(decoding: JSONWriter.canonical.bytes(value), as: UTF8.self)
    }
}
