/// Where log lines go. Implementations must not block for long: they are called from anywhere.
public protocol LogSink: Sendable {
    func write(_ entry: LogEntry)
}

/// One line of a log.
public struct LogEntry: Sendable, Equatable {
    public let level: LogLevel
    /// The component that speaks, such as `dispatcher`.
    public let label: String
    public let message: String
    public let fields: [String: String]

    public init(level: LogLevel, label: String, message: String, fields: [String: String]) {
        self.level = level
        self.label = label
        self.message = message
        self.fields = fields
    }
}

/// Drops everything: for tests and tools.
public struct SilentLogSink: LogSink {
    public init() {}
    public func write(_ entry: LogEntry) {}
}
