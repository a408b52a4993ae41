import FleetCore
import Foundation

/// Where a client's log lines and statistics go.
struct ClientVoice: Sendable {
    let client: String
    let log: @Sendable (KafkaLog) -> Void
    let statistics: (@Sendable (KafkaStatistics) -> Void)?

    func say(_ level: KafkaLog.Level, facility: String, _ text: String) {
        log(KafkaLog(level: level, client: client, facility: facility, text: text))
    }

    /// An error that ends nothing: the library goes on trying.
    func say(_ failure: LibraryFailure, about place: String? = nil) {
        let error = KafkaError.fleetError(failure, during: place ?? client)
        let level: KafkaLog.Level = error.disposition == .transient && !failure.isFatal ? .warning : .error
        say(level, facility: "ERROR", error.description)
    }

    /// Log lines and statistics; what else comes is noted, since newer libraries have newer events.
    func pass(_ event: LibraryEvent) {
        switch event {
        case .log(_, "CONFWARN", let text) where text.contains("will be ignored by this"):
            // Further properties are given to every kind of client; what is not for this one is no news.
            say(.debug, facility: "CONFWARN", text)
        case .log(let level, let facility, let text): say(KafkaLog.Level(syslog: level), facility: facility, text)
        case .statistics(let text):
            guard let statistics, let parsed = KafkaStatistics(client: client, text: text) else { return }
            statistics(parsed)
        case .other(let name): say(.debug, facility: "EVENT", "an event of the kind \(name) is not used")
        default: break
        }
    }
}
