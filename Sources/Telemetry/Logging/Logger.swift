/// Writes lines with fields to the sink that was handed in. Values are cheap to copy.
public struct Logger: Sendable {
    public let label: String
    public let minimum: LogLevel
    private let sink: any LogSink
    private let fields: [String: String]

    public init(label: String, sink: any LogSink, minimum: LogLevel = .info, fields: [String: String] = [:]) {
        self.label = label
        self.sink = sink
        self.minimum = minimum
        self.fields = fields
    }

    /// The same logger for another component.
    public func labelled(_ label: String) -> Logger { Logger(label: label, sink: sink, minimum: minimum, fields: fields) }

    /// The same logger with more fields on every line.
    public func with(_ more: [String: String]) -> Logger {
        Logger(label: label, sink: sink, minimum: minimum, fields: fields.merging(more) { _, new in new })
    }

    public func log(_ level: LogLevel, _ message: @autoclosure () -> String, _ more: @autoclosure () -> [String: String] = [:]) {
        guard level >= minimum else { return }
        sink.write(LogEntry(level: level, label: label, message: message(), fields: fields.merging(more()) { _, new in new }))
    }

    public func debug(_ message: @autoclosure () -> String, _ more: @autoclosure () -> [String: String] = [:]) { log(.debug, message(), more()) }
    public func info(_ message: @autoclosure () -> String, _ more: @autoclosure () -> [String: String] = [:]) { log(.info, message(), more()) }
    public func notice(_ message: @autoclosure () -> String, _ more: @autoclosure () -> [String: String] = [:]) { log(.notice, message(), more()) }
    public func warning(_ message: @autoclosure () -> String, _ more: @autoclosure () -> [String: String] = [:]) { log(.warning, message(), more()) }
    public func error(_ message: @autoclosure () -> String, _ more: @autoclosure () -> [String: String] = [:]) { log(.error, message(), more()) }
}
