import FleetCore
import Glibc
import JSON
import Synchronization
import Telemetry

/// Writes log entries to standard error, one line each: JSON for machines, or text for a terminal.
public final class LineLogSink: LogSink {
    public enum Format: String, Sendable { case json, text }

    private let format: Format
    private let clock: any FleetClock
    private let metrics: MetricRegistry?
    private let write: @Sendable ([UInt8]) -> Void
    /// Lines of two threads must not run into each other.
    private let order = Mutex(())

    /// - Parameter write: takes one whole line; by default standard error.
    public init(
        format: Format, clock: any FleetClock, metrics: MetricRegistry? = nil,
        write: @escaping @Sendable ([UInt8]) -> Void = LineLogSink.standardError
    ) {
        self.format = format
        self.clock = clock
        self.metrics = metrics
        self.write = write
    }

    public func write(_ entry: LogEntry) {
        metrics?.add(to: MetricCatalogue.logLines, entry.level.rawValue)
        var line = format == .json ? json(entry) : text(entry)
        line.append(UInt8(ascii: "\n"))
        order.withLock { _ in write(line) }
    }

    /// The process's standard error; a closed one loses the line and nothing else.
    public static let standardError: @Sendable ([UInt8]) -> Void = { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if written <= 0 { return }
            rest = rest.dropFirst(written)
        }
    }

    private func json(_ entry: LogEntry) -> [UInt8] {
        var object = JSONObject()
        object["time"] = .string(clock.wallTime().description)
        object["level"] = .string(entry.level.rawValue)
        object["label"] = .string(entry.label)
        object["message"] = .string(entry.message.printable(keepsLines: true))
        for (key, value) in entry.fields.sorted(by: { $0.key < $1.key }) where object[key] == nil {
            object[key] = .string(value.printable(keepsLines: true))
        }
        return JSONWriter.compact.bytes(.object(object))
    }

    private func text(_ entry: LogEntry) -> [UInt8] {
        let fields = entry.fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.printable())" }.joined()
        return Array("\(clock.wallTime()) \(entry.level.rawValue) \(entry.label): \(entry.message.printable())\(fields)".utf8)
    }
}
