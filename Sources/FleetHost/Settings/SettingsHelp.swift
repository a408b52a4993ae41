/// The text of `--help`, from the table.
public enum SettingsHelp {
    public static let heading = "Settings (command line, then variable, then the file named by --settings or MODELOPS_SETTINGS):"

    public static func page(for reader: Setting.Reader, synopsis: String) -> String {
        "\(synopsis)\n\n\(heading)\n\n\(list(SettingCatalogue.settings(of: reader)))"
    }

    /// Each with its flag, or its key in the file where it has none, and its variable.
    public static func list(_ settings: [Setting]) -> String {
        var list = ""
        for setting in settings {
            list += "  \(setting.flag ?? setting.key)"
            if let value = setting.defaultValue, !setting.isSecret { list += " (default \(value))" }
            list += "\n      \(setting.help)"
            if let variable = setting.variable { list += " [\(variable)\(setting.isSecret ? " or \(variable)_FILE" : "")]" }
            list += "\n"
        }
        return list
    }

    /// Where a setting is written that somebody has put on the command line, though it has no flag.
    /// - Parameter word: such as `--store-url`.
    public static func place(insteadOf word: String) -> String? {
        let setting = SettingCatalogue.all.first { $0.flag == nil && $0.dashed == word }
        guard let setting else { return nil }
        let file = "\(setting.key) in the file that --settings names"
        guard let variable = setting.variable else { return "it is a setting for the file only: write \(file)" }
        return setting.isSecret
            ? "a secret has no place on a command line: set \(variable), or \(variable)_FILE to a file that holds it, or \(file)"
            : "set \(variable), or \(file)"
    }
}
