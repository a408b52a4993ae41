import FleetCore
import Messaging

/// What a worker said, as a coordinator reads it.
enum Said: Sendable {
    case answered(TaskAnswered)
    case completed(TaskCompleted)
    case failed(TaskFailed)
    case snoozed(TaskSnoozed)
    case interrupted(TaskInterrupted)
    case beat(WorkerBeat)

    init?(_ record: Record) throws {
        let envelope = try EnvelopeReader().envelope(record)
        switch envelope.messageType {
        case .taskAnswered: self = .answered(try envelope.decode())
        case .taskCompleted: self = .completed(try envelope.decode())
        case .taskFailed: self = .failed(try envelope.decode())
        case .taskSnoozed: self = .snoozed(try envelope.decode())
        case .taskInterrupted: self = .interrupted(try envelope.decode())
        case .workerBeat: self = .beat(try envelope.decode())
        default: return nil
        }
    }
}

/// Reads the results in order; each question waits for the next message that answers it, and passes over the others.
actor ResultsTap {
    private let consumer: any AssignedConsumer
    private var waiting: [Record] = []

    init(_ broker: InMemoryBroker) async throws {
        consumer = try await broker.assignedConsumer(clientName: "tap")
        let partitions = (0..<Bench.resultPartitions).map { TopicPartition(topic: FleetTopics.results, partition: $0) }
        try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, StartPosition.earliest) }))
    }

    func next() async throws -> Said {
        while true {
            while waiting.isEmpty {
                guard case .records(let records) = try await consumer.next(limit: 64) else { throw FleetError("tap", .bug, "the tap is closed") }
                waiting = records
            }
            if let said = try Said(waiting.removeFirst()) { return said }
        }
    }

    func answered() async throws -> TaskAnswered {
        while true { if case .answered(let body) = try await next() { return body } }
    }

    func completed() async throws -> TaskCompleted {
        while true { if case .completed(let body) = try await next() { return body } }
    }

    func failed() async throws -> TaskFailed {
        while true { if case .failed(let body) = try await next() { return body } }
    }

    /// The next ends of attempts that failed or were interrupted, in any order.
    func failedOrInterrupted(_ count: Int) async throws -> (failed: [TaskFailed], interrupted: [TaskInterrupted]) {
        var (failed, interrupted): ([TaskFailed], [TaskInterrupted]) = ([], [])
        while failed.count + interrupted.count < count {
            switch try await next() {
            case .failed(let body): failed.append(body)
            case .interrupted(let body): interrupted.append(body)
            case .answered, .completed, .snoozed, .beat: continue
            }
        }
        return (failed, interrupted)
    }

    func snoozed() async throws -> TaskSnoozed {
        while true { if case .snoozed(let body) = try await next() { return body } }
    }

    func interrupted() async throws -> TaskInterrupted {
        while true { if case .interrupted(let body) = try await next() { return body } }
    }

    func beat(where matches: @Sendable (WorkerBeat) -> Bool = { _ in true }) async throws -> WorkerBeat {
        while true { if case .beat(let body) = try await next(), matches(body) { return body } }
    }
}
