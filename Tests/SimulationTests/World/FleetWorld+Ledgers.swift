import Crypto
import FleetCore
import FleetTesting
import JSON
import Messaging

/// What the run leaves behind for the checker.
extension FleetWorld {
    /// Everything that stands on the broker now.
    func dumpRecords() {
        let (life, clusters) = state.withLock { ($0.brokerLife, $0.clusters) }
        let entries = broker.topics.flatMap { topic in
            broker.records(in: topic).map { RecordEntry($0, incarnation: life, clusters: clusters) }
        }
        state.withLock { $0.records += entries }
    }

    func collect() async throws -> Ledgers {
        dumpRecords()
        var ledgers = Ledgers()
        ledgers.records = state.withLock { $0.records }
        ledgers.rows = try await StoreEntry.all(of: store)
        ledgers.calls = provider.ledger
        ledgers.objects = objects.keys.map { key in
            let bytes = objects.bytes(key) ?? []
            return ObjectEntry(key: key, bytes: Int64(bytes.count), sha256: SHA256.digest(of: bytes).hex, name: Self.name(of: key))
        }
        ledgers.submits = submits(ledgers)
        return ledgers
    }

    /// A job is accepted when it stands on its status topic, not when the broker took the message.
    private func submits(_ ledgers: Ledgers) -> [SubmitEntry] {
        var told: [String: String] = [:]
        for record in ledgers.records where record.topic.hasSuffix(".status") {
            guard let body = record.json, let key = body["idempotency_key"]?.string, let job = body["job_id"]?.string else { continue }
            told["\(record.topic) \(key)"] = job
        }
        return scenario.jobs.map { script in
            let job = told["\(FleetTopics.status(of: script.tenant)) \(script.key)"]
            return SubmitEntry(tenant: script.tenant.rawValue, key: script.key, answer: job == nil ? .indeterminate : .acknowledged, job: job)
        }
    }

    /// `jobs/JOB/TASK/ATTEMPT-EXECUTION/NAME` without attempt and execution.
    private static func name(of key: String) -> String? {
        let parts = key.split(separator: "/")
        guard parts.count == 5 else { return nil }
        return "\(parts[1])/\(parts[2])/\(parts[4])"
    }
}
