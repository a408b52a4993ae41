import FleetCore
import FleetHost
import Foundation
import JobDocument

/// `modelops` from its words to its exit code.
public enum CommandLineTool {
    public static func run(
        _ arguments: [String] = Array(CommandLine.arguments.dropFirst()), environment: [String: String] = ProcessInfo.processInfo.environment,
        console: any Console = ProcessConsole()
    ) async -> Int32 {
        if arguments.isEmpty || arguments == ["--help"] || arguments == ["help"] {
            console.print(CommandHelp.overview)
            return written(ExitCode.success, console)
        }
        if arguments == ["--version"] {
            console.print("modelops \(FleetVersion.current)")
            return written(ExitCode.success, console)
        }
        guard let (command, words) = CommandCatalogue.find(arguments) else {
            return refuse(arguments, console)
        }
        if words.contains("--help") {
            console.print(CommandHelp.page(command))
            return written(ExitCode.success, console)
        }
        do {
            // Settings and the command's own options stand in one line: what is no setting is the command's.
            let settings = try SettingsReader(.modelops).read(arguments: words, environment: environment, wordsAllowed: true)
            let clock = SystemClock()
            let context = CommandContext(
                console: console, clock: clock, identifiers: IdentifierSource(clock: clock, random: SystemRandom()), settings: settings,
                environment: environment)
            let list = try ArgumentList(settings.arguments, options: command.options)
            // Before anything is done: `down foo` must not end the fleet.
            try list.refuseMoreWords(than: command.operands.isEmpty ? 0 : 1, for: command.name.joined(separator: " "))
            return written(try await command.run(list, context), console)
        } catch {
            let known = error as? FleetError ?? FleetError.wrapping(error, during: "modelops \(command.name.joined(separator: " "))")
            Complaint.lines(known, of: command).forEach(console.note)
            return ExitCode.of(known)
        }
    }

    /// A result that nobody could read is none, whatever the command found.
    private static func written(_ code: Int32, _ console: any Console) -> Int32 {
        guard code == ExitCode.success, let fault = console.outputFault else { return code }
        console.note("standard output cannot be written: \(fault)")
        return ExitCode.failed
    }

    private static func refuse(_ arguments: [String], _ console: any Console) -> Int32 {
        let words = arguments.prefix { !$0.hasPrefix("-") }.prefix(2).joined(separator: " ")
        console.note("'\(words)' is no command of modelops")
        if let nearest = NearestName.find(words, among: CommandCatalogue.all.map { $0.name.joined(separator: " ") }) {
            console.note("next: did you mean modelops \(nearest)?")
        } else {
            console.note("next: modelops --help lists the commands")
        }
        return ExitCode.rejected
    }
}
