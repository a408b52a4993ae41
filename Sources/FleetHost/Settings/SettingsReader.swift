import FleetCore
import JSON
import JobDocument

/// Reads the settings of one process: command line before variables, before the settings file, before defaults.
public struct SettingsReader: Sendable {
    private let reader: Setting.Reader
    private let readFile: @Sendable (String) throws -> [UInt8]

    /// - Parameter readFile: reads a whole small file, such as the settings file or a mounted secret.
    public init(_ reader: Setting.Reader, readFile: @escaping @Sendable (String) throws -> [UInt8] = { try SettingsFile.read($0) }) {
        self.reader = reader
        self.readFile = readFile
    }

    /// - Parameter wordsAllowed: whether words that are no settings may stand on the command line (the commands of `modelops`).
    /// - Throws: `FleetError` that names the key, where it was found wrong, and what would be right.
    public func read(arguments: [String], environment: [String: String], wordsAllowed: Bool = false) throws -> Settings {
        let table = SettingCatalogue.settings(of: reader)
        var (values, words, path) = try parse(arguments, table, wordsAllowed)
        for setting in table where values[setting.key] == nil {
            if let value = try fromEnvironment(setting, environment) { values[setting.key] = value }
        }
        try refuseUnknown(environment)
        if let path = path ?? environment["MODELOPS_SETTINGS"] {
            for (key, value) in try fromFile(path) where values[key] == nil { values[key] = value }
        }
        for setting in table where values[setting.key] == nil {
            if let text = setting.defaultValue { values[setting.key] = try SettingValue.read(text, for: setting) }
        }
        return Settings(values: values, arguments: words, reader: reader)
    }

    private func parse(_ arguments: [String], _ table: [Setting], _ wordsAllowed: Bool) throws
        -> (values: [String: JSONValue], words: [String], file: String?)
    {
        var values: [String: JSONValue] = [:]
        var words: [String] = []
        var file: String?
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                guard wordsAllowed else { throw unknown(word, table) }
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let setting = table.first { $0.flag == parts[0] }
            guard setting != nil || parts[0] == "--settings" else {
                guard wordsAllowed else { throw unknown(parts[0], table) }
                words.append(word)
                continue
            }
            guard let text = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw FleetError("setting_missing", .rejected, "\(parts[0]) stands at the end without a value", hint: "write \(parts[0]) VALUE")
            }
            if let setting { values[setting.key] = try SettingValue.read(text, for: setting) } else { file = text }
        }
        return (values, words, file)
    }

    private func fromEnvironment(_ setting: Setting, _ environment: [String: String]) throws -> JSONValue? {
        guard let variable = setting.variable else { return nil }
        if let text = environment[variable] { return try SettingValue.read(text, for: setting) }
        guard setting.isSecret, let path = environment[variable + "_FILE"] else { return nil }
        do {
            let text = String(decoding: try readFile(path), as: UTF8.self)
            return try SettingValue.read(text.trimmingNewlines, for: setting)
        } catch {
            throw FleetError.wrapping(error, during: "reading the file that \(variable)_FILE names")
        }
    }

    /// A variable with our prefix that no process knows is a typing mistake, and a silent default would be the loss.
    private func refuseUnknown(_ environment: [String: String]) throws {
        let known = SettingCatalogue.all.compactMap(\.variable)
        for name in environment.keys.sorted() where name.hasPrefix("MODELOPS_") {
            let bare = name.hasSuffix("_FILE") && !known.contains(name) ? String(name.dropLast(5)) : name
            if name == "MODELOPS_SETTINGS" || name.hasPrefix("MODELOPS_TEST_") || known.contains(bare) { continue }
            throw FleetError("setting_unknown", .rejected, "the variable \(name) is no setting", hint: nearest(name, known))
        }
    }

    private func fromFile(_ path: String) throws -> [String: JSONValue] {
        let root: JSONValue
        do {
            root = try JSONReader.parse(try readFile(path))
        } catch {
            throw FleetError.wrapping(error, during: "reading the settings file \(path)")
        }
        var found: [String: JSONValue] = [:]
        try collect(root, prefix: "", into: &found)
        return found
    }

    /// One file serves all processes: what another process reads is known but left out.
    private func collect(_ value: JSONValue, prefix: String, into found: inout [String: JSONValue]) throws {
        guard let object = value.object else {
            throw FleetError("setting_invalid", .rejected, "the settings file is not an object at '\(prefix)'", path: prefix)
        }
        for member in object {
            let key = prefix.isEmpty ? member.key : "\(prefix).\(member.key)"
            if let setting = SettingCatalogue.all.first(where: { $0.key == key }) {
                let checked = try SettingValue.check(member.value, for: setting)
                if setting.readers.contains(reader) { found[key] = checked }
            } else if SettingCatalogue.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                try collect(member.value, prefix: key, into: &found)
            } else {
                throw FleetError(
                    "setting_unknown", .rejected, "\(key) is no setting", path: key,
                    hint: nearest(key, SettingCatalogue.all.map(\.key)))
            }
        }
    }

    private func nearest(_ word: String, _ names: [String]) -> String? {
        NearestName.find(word, among: names).map { "did you mean \($0)?" }
    }

    private func unknown(_ word: String, _ table: [Setting]) -> FleetError {
        FleetError(
            "setting_unknown", .rejected, "\(word) is no setting of \(reader.rawValue)",
            hint: SettingsHelp.place(insteadOf: word) ?? nearest(word, table.compactMap(\.flag) + ["--settings", "--help", "--version", "--check"]))
    }
}

extension String {
    /// Without line ends behind it, as files end with one.
    var trimmingNewlines: String {
        var text = self
        while let last = text.last, last.isNewline { text.removeLast() }
        return text
    }
}
