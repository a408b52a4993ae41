import FleetCore
import FleetTesting
import JSON
import Messaging
import Synchronization

/// A mix of small jobs that goes on for long: five that only make data, then one that is also tuned at the provider.
final class FaultLoad: Sendable {
    private let fleet: FaultFleet
    private let producer: any RecordProducer
    private let sources: [String]
    private let count = Mutex(0)
    /// How often it looks at what is due: many times while one job runs.
    private static let tick = Duration.milliseconds(50)

    private init(_ fleet: FaultFleet, producer: any RecordProducer, sources: [String]) {
        self.fleet = fleet
        self.producer = producer
        self.sources = sources
    }

    /// Makes the load, of which nothing is submitted yet.
    static func on(_ fleet: FaultFleet) async throws -> FaultLoad {
        let sources = try (0..<2).map { "file://" + (try TicketFile.source($0, in: fleet.folder)) }
        return FaultLoad(fleet, producer: try await fleet.client.producer(clientName: "load"), sources: sources)
    }

    /// Jobs submitted so far.
    var submitted: Int { count.withLock { $0 } }
    /// Those of them that are tuned.
    var tuned: Int { submitted / 6 }
    private var outstanding: Int { submitted - fleet.board.endCount }

    /// Jobs a second that the fleet ends while `kept` are always under way, so that it never waits for work.
    /// - Parameter warmUp: not counted, at the beginning.
    func capacity(keeping kept: Int, warmUp: Duration, for length: Duration) async throws -> Double {
        let begin = fleet.clock.now() + warmUp
        let end = begin + length
        var before: (at: MonotonicInstant, ends: Int)?
        while fleet.clock.now() < end {
            try await submit(kept - outstanding)
            try await fleet.clock.sleep(for: Self.tick)
            if before == nil, fleet.clock.now() >= begin { before = (fleet.clock.now(), fleet.board.endCount) }
        }
        guard let before else { return 0 }
        return Double(fleet.board.endCount - before.ends) / (fleet.clock.now() - before.at).inSeconds
    }

    /// Submits what the schedule says until `end`; a broker that is silent holds up neither the schedule nor what is due later.
    func run(_ schedule: JobSchedule, until end: MonotonicInstant) async throws -> JobSchedule {
        let begin = fleet.clock.now()
        return try await withThrowingDiscardingTaskGroup { group in
            var schedule = schedule
            while fleet.clock.now() < end {
                let due = schedule.due(at: (fleet.clock.now() - begin).inSeconds, outstanding: outstanding)
                if due > 0 { group.addTask { try await self.submit(due) } }
                try await fleet.clock.sleep(for: Self.tick)
            }
            return schedule
        }
    }

    /// Waits until every job has ended, each of which must be a success.
    func succeed(within limit: Duration) async throws {
        let keys = (0..<submitted).map(Self.key)
        try await fleet.until("the ends of \(keys.count) jobs", within: limit) { self.fleet.board.endCount >= keys.count }
        try await fleet.succeed(keys, within: .seconds(10))
    }

    func close() async { await producer.close(within: .seconds(5)) }

    private static func key(_ number: Int) -> String { "load-\(number)" }

    /// Submits the next jobs and waits until the broker has them.
    private func submit(_ wanted: Int) async throws {
        guard wanted > 0 else { return }
        let numbers = count.withLock { count in
            defer { count += wanted }
            return count..<count + wanted
        }
        let records = numbers.map { number in
            let isTuned = number % 6 == 5
            return OutgoingRecord(
                topic: "modelops.jobs", key: nil,
                value: JSONWriter.compact.bytes(
                    FaultFleet.document(Self.key(number), isTuned ? .tuned : .data, isTuned ? [sources[0]] : sources)))
        }
        fleet.state.withLock { $0.submits += numbers.map(Self.key) }
        for result in await producer.send(all: records) { _ = try result.get() }
    }
}
