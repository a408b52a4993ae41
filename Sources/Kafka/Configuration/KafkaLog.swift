/// One line that the client library wants to say; secrets do not occur in it.
public struct KafkaLog: Sendable {
    public enum Level: Int32, Sendable, Comparable {
        case error = 3, warning = 4, notice = 5, info = 6, debug = 7

        public static func < (left: Level, right: Level) -> Bool { left.rawValue > right.rawValue }

        /// The nearest level to one of syslog's numbers.
        init(syslog: Int32) { self = Level(rawValue: min(max(syslog, 3), 7)) ?? .debug }
    }

    public let level: Level
    /// The client's name, as given by whoever opened it.
    public let client: String
    /// The library's own name for the kind of event (`FAIL`, `REBALANCE`, ...).
    public let facility: String
    public let text: String
}
