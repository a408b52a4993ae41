import FleetCore
import JSON

/// Reads a topic from its beginning on with `kcat`, as anybody could.
public struct TopicReader: Sendable {
    /// A message of the topic.
    public struct Message: Sendable {
        public let key: String
        public let partition: Int64
        public let offset: Int64
        /// The CloudEvents type.
        public let type: String
        public let body: JSONValue
    }

    public let process: TestProcess

    /// Starts to read; a broker that goes away is waited for.
    public init(_ topic: String, brokers: String, folder: String) throws {
        guard let kcat = Program.installed("kcat") else { throw FleetError("kcat_missing", .permanent, "kcat is not installed") }
        process = try TestProcess(
            "read-\(topic)", program: kcat, ["-C", "-b", brokers, "-t", topic, "-o", "beginning", "-u", "-J", "-q", "-E"], folder: folder, input: nil)
    }

    /// What was read until now, in the order of each partition.
    public var messages: [Message] { process.output.lines.compactMap(Self.read) }

    /// The first message that matches, of those that are there or come.
    /// - Throws: `FleetError` `timed_out`.
    public func first(_ what: String, within limit: Duration = .seconds(120), where matches: @escaping @Sendable (Message) -> Bool) async throws -> Message {
        try await process.output.first(what, within: limit) { line in
            guard let message = Self.read(line), matches(message) else { return nil }
            return message
        }
    }

    /// One line of the reader; nil for what is no message.
    public static func read(_ line: String) -> Message? {
        guard let record = try? JSONReader.parse(Array(line.utf8), limits: JSONLimits(maximumBytes: 16 << 20)),
            let payload = record["payload"]?.string, let body = try? JSONReader.parse(Array(payload.utf8))
        else { return nil }
        let headers = record["headers"]?.array ?? []
        let type = headers.indices.first { headers[$0].string == "ce_type" }.flatMap { $0 + 1 < headers.count ? headers[$0 + 1].string : nil }
        return Message(
            key: record["key"]?.string ?? "", partition: record["partition"]?.integer ?? -1, offset: record["offset"]?.integer ?? -1,
            type: type ?? "", body: body)
    }
}
