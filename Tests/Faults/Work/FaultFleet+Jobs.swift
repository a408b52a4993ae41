import FleetCore
import FleetTesting
import Foundation
import JSON
import Messaging
import Testing

/// The work of these tests: small jobs that cost little, sent and awaited over the broker.
extension FaultFleet {
    enum Kind: Sendable {
        /// Only the data: a plan, a shard for each source, a merge.
        case data
        /// A fine-tune at the provider as well: upload, create, poll, collect.
        case tuned
    }

    /// Sends jobs in one go and waits until the broker has them.
    /// - Parameter shards: sources of each job; each becomes a shard.
    func submit(_ keys: [String], _ kind: Kind = .data, shards: Int = 3) async throws {
        let sources = try (0..<shards).map { "file://" + (try TicketFile.source($0, in: folder)) }
        try await submit(keys, kind, sources: sources)
    }

    /// Sends jobs over these sources, by their addresses.
    func submit(_ keys: [String], _ kind: Kind = .data, sources: [String]) async throws {
        let producer = try await client.producer(clientName: "submit")
        let records = keys.map { key in
            OutgoingRecord(topic: "modelops.jobs", key: nil, value: JSONWriter.compact.bytes(Self.document(key, kind, sources)))
        }
        state.withLock { $0.submits += keys }
        let results = await producer.send(all: records)
        await producer.close(within: .seconds(5))
        for result in results { _ = try result.get() }
    }

    func submit(_ key: String, _ kind: Kind = .data, shards: Int = 3) async throws { try await submit([key], kind, shards: shards) }

    /// Waits until all these jobs have ended; their last snapshots.
    @discardableResult
    func ends(of keys: [String], within limit: Duration = .seconds(90)) async throws -> [JSONValue] {
        do {
            return try await clock.withTimeout(limit, waitingFor: "the ends of \(keys.count) jobs") {
                while true {
                    let ends = keys.compactMap { self.board.end(of: $0) }
                    if ends.count == keys.count { return ends }
                    try await self.clock.sleep(for: .milliseconds(20))
                }
            }
        } catch {
            Self.say("not ended: \(keys.filter { self.board.end(of: $0) == nil })")
            throw error
        }
    }

    /// Waits for the end of jobs, each of which must be a success.
    func succeed(_ keys: [String], within limit: Duration = .seconds(90)) async throws {
        for end in try await ends(of: keys, within: limit) {
            guard end["state"]?.string == "succeeded" else { throw FleetError("job_failed", .permanent, JSONWriter.compact.text(end)) }
        }
    }

    func succeed(_ key: String, within limit: Duration = .seconds(90)) async throws { try await succeed([key], within: limit) }

    /// Waits until something that is asked again and again is so.
    func until(_ what: String, within limit: Duration = .seconds(60), _ isSo: @escaping @Sendable () async throws -> Bool) async throws {
        try await clock.withTimeout(limit, waitingFor: what) {
            while try await !isSo() { try await self.clock.sleep(for: .milliseconds(20)) }
        }
    }

    static func document(_ key: String, _ kind: Kind, _ sources: [String]) -> JSONValue {
        var document: JSONObject = [
            "name": "faults", "idempotency_key": .string(key),
            "dataset": [
                "sources": .array(sources.map { .string($0) }), "fields": ["prompt": "{body}", "completion": "queue"],
                "split": ["validation": 0.1, "test": 0.1, "seed": 7],
                "datasheet": ["source": "help desk", "license": "proprietary", "redaction": "pii_removed"],
            ],
        ]
        for stage in ["materialize", "train", "optimize", "evaluate"] { document[stage] = false }
        if kind == .tuned { document["train"] = ["provider": "fake", "base_model": "gpt-tiny"] }
        return .object(document)
    }
}
