import FleetCore
import Foundation
import Telemetry

/// The life of an executable: settings, services, signals, exit code. What an executable adds is the list of its services.
public enum FleetProcess {
    /// Exit codes, as `sysexits.h` numbers them.
    public enum ExitCode {
        public static let success: Int32 = 0
        public static let failure: Int32 = 1
        public static let settings: Int32 = 78
        public static let unavailable: Int32 = 69
    }

    /// Runs the process to its end.
    /// - Parameters:
    ///   - synopsis: one line for `--help`.
    ///   - services: makes the services in the order of dependence; a thrown error ends the process and is told.
    /// - Returns: the exit code.
    public static func run(
        _ reader: Setting.Reader, synopsis: String, arguments: [String] = Array(CommandLine.arguments.dropFirst()),
        environment: [String: String] = ProcessInfo.processInfo.environment,
        services: @Sendable (Host) async throws -> [any Service]
    ) async -> Int32 {
        if arguments.contains("--help") {
            print(SettingsHelp.page(for: reader, synopsis: "\(reader.rawValue): \(synopsis)"))
            return ExitCode.success
        }
        if arguments.contains("--version") {
            print("\(reader.rawValue) \(FleetVersion.current)")
            return ExitCode.success
        }
        let settings: Settings
        let failpoints: Failpoints
        do {
            failpoints = try FailpointSwitch.read(environment)
            settings = try SettingsReader(reader).read(arguments: arguments.filter { $0 != "--check" }, environment: environment)
            // What no job needs yet is wrong all the same.
            _ = try StorageSettings.read(settings)
        } catch {
            complain(reader, error)
            return ExitCode.settings
        }
        if arguments.contains("--check") {
            print("\(reader.rawValue): the settings are readable")
            return ExitCode.success
        }
        let signals = SignalWatch()
        let host = Host.system(settings, shutdown: signals.shutdown, failpoints: failpoints)
        if failpoints !== Failpoints.none { host.logger.warning("a failpoint is armed: this process is made to fail") }
        host.logger.notice("starting", settings.redacted.merging(["version": FleetVersion.current]) { _, new in new })
        do {
            let grace = try settings.duration(SettingCatalogue.drain)
            let group = ServiceGroup(try await services(host), clock: host.clock, logger: host.logger.labelled("services"), grace: grace)
            try await group.run(until: signals.shutdown, orAbort: signals.abort)
            host.logger.notice("ended")
            return ExitCode.success
        } catch {
            let known = FleetError.wrapping(error, during: reader.rawValue)
            host.logger.error("ended by a failure", ["error": known.description])
            switch known.disposition {
            case .rejected: return ExitCode.settings
            case .transient, .throttled, .blocked: return ExitCode.unavailable
            default: return ExitCode.failure
            }
        }
    }

    private static func complain(_ reader: Setting.Reader, _ error: any Error) {
        let known = FleetError.wrapping(error, during: "\(reader.rawValue) cannot start")
        LineLogSink.standardError(Array("\(known)\n".utf8))
    }
}

extension Host {
    /// The host of a real process: the machine's clocks and randomness, log lines to standard error.
    public static func system(_ settings: Settings, shutdown: Signal, failpoints: Failpoints = .none) -> Host {
        let clock = SystemClock()
        let metrics = MetricRegistry()
        let format = LineLogSink.Format(rawValue: settings.text(SettingCatalogue.logFormat) ?? "") ?? .json
        let level = LogLevel(rawValue: settings.text(SettingCatalogue.logLevel) ?? "") ?? .info
        let sink = LineLogSink(format: format, clock: clock, metrics: metrics)
        let logger = Logger(label: settings.reader.rawValue, sink: sink, minimum: level)
        return Host(
            settings: settings, clock: clock, random: SystemRandom(), logger: logger, metrics: metrics, shutdown: shutdown, failpoints: failpoints)
    }
}
