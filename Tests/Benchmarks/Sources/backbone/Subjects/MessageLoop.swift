import FleetCore
import JSON
import Kafka
import Messaging

/// Reads 1 KiB events of a group's partitions, checks them and writes a result for each; offsets are committed once a second, after every
/// result before them is acknowledged (at least once). The peers in `kafka_loop.py` do the same.
struct MessageLoop {
    let arguments: Arguments
    /// The peers take a thousand at once.
    private static let batch = 1024
    private static let batchesInFlight = 8

    init(_ arguments: Arguments) { self.arguments = arguments }

    func run() async throws {
        let surroundings = Surroundings(arguments)
        let clock = surroundings.clock
        // What the peers set as well: writing waits for company, reading does not.
        let broker = surroundings.broker(arguments, extra: ["linger.ms": "20", "fetch.wait.max.ms": "10"])
        let producer = try await broker.producer(clientName: "loop")
        let consumer = try await broker.groupConsumer(group: arguments.text("group"), topics: [arguments.text("in")], clientName: "loop")
        let wanted = arguments.number("messages", 0)
        var handler = MessageLoopHandler(topic: arguments.text("out"))
        var started: (at: MonotonicInstant, use: ProcessUse)?
        var committed = clock.now()
        var next: [TopicPartition: Int64] = [:]
        var inFlight = 0
        try await withThrowingTaskGroup(of: Void.self) { group in
            while handler.count < wanted {
                guard let event = try await consumer.next(limit: Self.batch) else { break }
                guard case .records(let records) = event else { continue }
                if started == nil {
                    started = (clock.now(), ProcessUse.now)
                    committed = clock.now()
                }
                var results = OutgoingBatch(reserving: records.count, bytes: records.count * 384)
                for index in records.indices {
                    try handler.take(records[index], to: &results)
                    // A partition's records come in order: its last one counts.
                    if index + 1 == records.count || records[index].source != records[index + 1].source {
                        next[records[index].source] = records[index].offset + 1
                    }
                }
                let batch = results.takeAll()
                group.addTask { for outcome in await producer.send(all: batch) { _ = try outcome.get() } }
                inFlight += 1
                let isTime = clock.now() - committed > .seconds(1)
                while inFlight > (isTime ? 0 : Self.batchesInFlight) {
                    try await group.next()
                    inFlight -= 1
                }
                if isTime {
                    try await consumer.commit(next)
                    committed = clock.now()
                }
            }
            try await group.waitForAll()
        }
        try await consumer.commit(next)
        guard let started else { return Report.say(["n": 0]) }
        let use = ProcessUse.now
        Report.say([
            "n": .integer(Int64(handler.count)), "seq_sum": .integer(handler.sum), "wall_s": .number((clock.now() - started.at).inSeconds),
            "cpu_s": .number(use.processorSeconds - started.use.processorSeconds), "rss_MB": .number(use.peakMegabytes),
        ])
    }
}
