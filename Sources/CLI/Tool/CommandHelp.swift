import FleetHost

/// The pages of `--help`.
enum CommandHelp {
    static var overview: String {
        let width = CommandCatalogue.all.map { $0.name.joined(separator: " ").count }.max() ?? 0
        let lines = CommandCatalogue.all.map { command in
            let name = command.name.joined(separator: " ")
            return "  \(name)\(String(repeating: " ", count: width - name.count))  \(command.summary)"
        }
        return """
            modelops: submit a dataset and a policy; get a model you can prove is allowed to ship.

            \(lines.joined(separator: "\n"))

            modelops COMMAND --help tells more. Exit codes: 0 well, 1 failed, 2 refused, 3 gates failed, 4 cancelled, 5 fleet not reached.
            """
    }

    /// `modelops why JOB`
    static func usage(_ command: any Command) -> String {
        "modelops \((command.name + [command.operands]).filter { !$0.isEmpty }.joined(separator: " "))"
    }

    static func page(_ command: any Command) -> String {
        var page = "\(usage(command))\n\n\(command.summary)\n"
        for option in command.options {
            let short = option.short.map { "-\($0), " } ?? ""
            page += "\n  \(short)--\(option.long)\(option.value.map { " \($0)" } ?? "")\n      \(option.help)"
        }
        guard !command.settings.isEmpty else { return page + "\n\nSettings such as --log-level may stand here too: modelops up --help lists them." }
        return page + "\n\n\(SettingsHelp.heading)\n\n\(SettingsHelp.list(command.settings))"
    }
}
