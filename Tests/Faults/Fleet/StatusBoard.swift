import FleetCore
import JSON
import Messaging
import Synchronization

/// What the fleet tells about its jobs and attempts, read from the topics as it comes, as any other system could.
final class StatusBoard: Sendable {
    /// An acceptance, and when it was seen.
    struct Acceptance: Sendable {
        let task: String
        let attempt: Int64
        let execution: String
        let worker: String
        let at: MonotonicInstant
    }

    private struct State {
        var ends: [String: JSONValue] = [:]
        var jobs: [String: String] = [:]
        var acceptances: [Acceptance] = []
        var revisions: [String: Int64] = [:]
        /// What stands last on the topic, of each job.
        var shown: [String: Int64] = [:]
    }

    private let broker: any Broker
    private let clock: any FleetClock
    private let state = Mutex(State())
    private static let topics = ["modelops.jobs.status", "modelops.results"]

    init(broker: any Broker, clock: any FleetClock) {
        self.broker = broker
        self.clock = clock
    }

    /// Reads until cancelled; a broker that is away is waited for.
    func run() async throws {
        let administration = try await broker.administration()
        let counts = try await administration.partitionCounts(of: Self.topics)
        let partitions = counts.flatMap { topic, count in (0..<count).map { TopicPartition(topic: topic, partition: $0) } }
        let consumer = try await broker.assignedConsumer(clientName: "board")
        do {
            try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, StartPosition.earliest) }))
            while true {
                do {
                    guard let event = try await consumer.next(limit: 256) else { return }
                    switch event {
                    case .records(let records): for record in records { take(record) }
                    case .outOfRange:
                        // A topic that was made anew is read from its beginning; what is known of the others is only told again.
                        try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, StartPosition.earliest) }))
                    }
                } catch let error as FleetError where error.disposition == .transient || error.code == BrokerFailure.topicUnknown {
                    try await clock.sleep(for: .milliseconds(100))
                }
            }
        } catch {
            await consumer.close(within: .zero)
            throw error
        }
    }

    /// The last snapshot of the job with this key, once it has ended.
    func end(of key: String) -> JSONValue? { state.withLock { $0.ends[key] } }

    /// The id of the job with this key, once it is known.
    func job(of key: String) -> String? { state.withLock { $0.jobs[key] } }

    /// The revision that stands last on the topic for the job with this id.
    func shown(_ job: String) -> Int64? { state.withLock { $0.shown[job] } }

    var endCount: Int { state.withLock { $0.ends.count } }

    var acceptances: [Acceptance] { state.withLock { $0.acceptances } }

    private func take(_ record: Record) {
        // What is no JSON is no word of the fleet's: the checker, which reads everything again in the end, judges it.
        guard let body = try? JSONReader.parse(record.valueBytes) else { return }
        let now = clock.now()
        state.withLock { state in
            if record.source.topic == Self.topics[0] {
                guard let key = body["idempotency_key"]?.string else { return }
                if let job = body["job_id"]?.string { state.jobs[key] = job }
                let revision = body["revision"]?.integer ?? 0
                if let job = body["job_id"]?.string { state.shown[job] = revision }
                guard revision >= state.revisions[key, default: 0] else { return }
                state.revisions[key] = revision
                if body["terminal"]?.boolean == true { state.ends[key] = body }
            } else if let accepted = body["accepted"]?.array {
                for token in accepted {
                    state.acceptances.append(
                        Acceptance(
                            task: token["task_id"]?.string ?? "", attempt: token["attempt"]?.integer ?? 0,
                            execution: token["execution"]?.string ?? "", worker: body["worker"]?.string ?? "", at: now))
                }
            }
        }
    }
}
