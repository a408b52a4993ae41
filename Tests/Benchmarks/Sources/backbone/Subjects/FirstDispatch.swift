import FleetCore
import JSON
import Messaging

/// From the call that produces a job to the record of its first task being readable, on an idle fleet, again and again.
struct FirstDispatch {
    let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let clock = surroundings.clock
        let broker = surroundings.broker(arguments)
        let producer = try await broker.producer(clientName: "submitter")
        let consumer = try await broker.assignedConsumer(clientName: "observer")
        let tenant = TenantName(arguments.text("tenant", "default"))
        let topic = FleetTopics.tasks(for: .sanitize)
        let count = try await broker.administration().partitionCounts(of: [topic])[topic] ?? 0
        try await consumer.assign(Dictionary(uniqueKeysWithValues: (0..<count).map { (TopicPartition(topic: topic, partition: $0), .end) }))
        let run = surroundings.identifiers.make("run-").lowercased()
        var milliseconds: [Double] = []
        let samples = arguments.number("samples", 100)
        // The first few open connections and fill caches.
        for index in -5..<samples {
            // The fleet is idle again; not in step with any loop that looks of itself.
            let pause = arguments.number("pause", 150)
            try await clock.sleep(for: .milliseconds(pause + Int(surroundings.identifiers.fraction() * Double(pause))))
            let record = BenchJobs.record("\(run)-\(index)", tenant: tenant)
            let start = clock.now()
            async let delivery = producer.send(record)
            let seen = try await clock.withTimeout(.seconds(60), waitingFor: "a task") { try await taskRecord(consumer, of: tenant) }
            if index >= 0 { milliseconds.append((seen - start).inSeconds * 1000) }
            _ = try await delivery
        }
        Report.say([
            "n": .integer(Int64(milliseconds.count)), "p50_ms": .number(Report.percentile(0.5, of: milliseconds)),
            "p99_ms": .number(Report.percentile(0.99, of: milliseconds)), "max_ms": .number(milliseconds.max() ?? 0),
            "ms": .array(milliseconds.map { .number(($0 * 100).rounded() / 100) }),
        ])
    }

    private func taskRecord(_ consumer: any AssignedConsumer, of tenant: TenantName) async throws -> MonotonicInstant {
        while let event = try await consumer.next(limit: 100) {
            guard case .records(let records) = event else { continue }
            let now = SystemClock().now()
            for record in records {
                let body = try JSONReader.parse(record.value)
                if body["tenant"]?.string == tenant.rawValue { return now }
            }
        }
        throw FleetError("observer_closed", .bug, "the observer's consumer was closed")
    }
}
