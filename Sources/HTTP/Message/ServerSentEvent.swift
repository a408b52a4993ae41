/// One event of a `text/event-stream`.
public struct ServerSentEvent: Sendable, Equatable {
    public var id: String?
    /// The event's type; nil is `message`.
    public var event: String?
    public var data: String

    public init(id: String? = nil, event: String? = nil, data: String) {
        self.id = id
        self.event = event
        self.data = data
    }

    /// The event as it goes over the wire. Line breaks in `id` and `event` would be another field: they are dropped.
    public var bytes: [UInt8] {
        var text = ""
        if let id { text += "id: \(id.filter { !$0.isNewline && $0 != "\0" })\n" }
        if let event { text += "event: \(event.filter { !$0.isNewline })\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { text += "data: \(line)\n" }
        return Array((text + "\n").utf8)
    }
}

/// Where the events of a stream come from.
public protocol ServerSentEventSource: Sendable {
    /// The next event; nil ends the stream.
    func next() async throws -> ServerSentEvent?

    /// Called once when the stream is over.
    func close() async
}
