import FleetCore
import Kafka
import Messaging
import Telemetry

/// What every subject is handed: the seams to the world, as the executables have them.
struct Surroundings: Sendable {
    let clock: any FleetClock = SystemClock()
    let identifiers: IdentifierSource
    let logger: Logger
    let fleet: FleetID

    init(_ arguments: Arguments) {
        identifiers = IdentifierSource(clock: clock, random: SystemRandom())
        logger = Logger(label: arguments.command, sink: ErrorOutput(), minimum: arguments.text("log") == "info" ? .info : .warning)
        fleet = FleetID(arguments.text("fleet", "bench"))
    }

    func broker(_ arguments: Arguments, extra: [String: String] = [:]) -> KafkaBroker {
        let brokers = arguments.text("brokers").split(separator: ",").map(String.init)
        let logger = logger
        return KafkaBroker(configuration: KafkaConfiguration(brokers: brokers, extra: extra), clock: clock) { line in
            if line.level >= .warning { logger.warning(line.text, ["client": line.client]) }
        }
    }

    private struct ErrorOutput: LogSink {
        func write(_ entry: LogEntry) { Report.complain("\(entry.label): \(entry.message) \(entry.fields)") }
    }
}
