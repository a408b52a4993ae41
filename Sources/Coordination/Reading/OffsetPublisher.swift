import FleetCore
import Messaging
import Persistence
import Telemetry

/// Tells lag tools how far the coordinator has applied its topics, as offsets of a group that has no members. The store alone is the truth: these
/// are never read back, come late, and are left out where the broker does not take them.
struct OffsetPublisher: Sendable {
    let writer: StateWriter
    let administration: any BrokerAdministration
    let group: String
    let interval: Duration
    let logger: Logger

    static func group(of fleet: FleetID) -> String { "modelops.\(fleet).coordinator" }

    func run() async throws {
        var told: [TopicPartition: Int64] = [:]
        var failures = 0
        while true {
            try await writer.surroundings.clock.sleep(for: interval)
            do {
                told = try await publish(besides: told)
                failures = 0
            } catch {
                try Task.checkCancellation()
                failures += 1
                guard failures == 1 else { continue }
                logger.notice("offsets for lag tools are not published", ["error": FleetError.wrapping(error, during: "publishing").description])
            }
        }
    }

    /// Publishes what has changed.
    /// - Returns: what is published now.
    func publish(besides told: [TopicPartition: Int64]) async throws -> [TopicPartition: Int64] {
        let rows = try await writer.store.read { try $0.offsets() }
        var applied: [TopicPartition: Int64] = [:]
        for row in rows { applied[TopicPartition(topic: row.topic, partition: row.partition)] = row.nextOffset }
        let changed = applied.filter { told[$0.key] != $0.value }
        if !changed.isEmpty { try await administration.publish(offsets: changed, of: group) }
        return applied
    }
}
