/// The text of `--help`, from the table.
public enum SettingsHelp {
    public static func page(for reader: Setting.Reader, synopsis: String) -> String {
        var page = "\(synopsis)\n\nSettings (command line, then variable, then the file named by --settings or MODELOPS_SETTINGS):\n\n"
        for setting in SettingCatalogue.settings(of: reader) {
            page += "  \(setting.flag ?? setting.key)"
            if let value = setting.defaultValue, !setting.isSecret { page += " (default \(value))" }
            page += "\n      \(setting.help)"
            if let variable = setting.variable { page += " [\(variable)\(setting.isSecret ? " or \(variable)_FILE" : "")]" }
            page += "\n"
        }
        return page
    }
}
