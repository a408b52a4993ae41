import FleetCore
import FleetTesting
import Messaging
import Synchronization
import Telemetry
import Testing

@testable import WorkerKit

@Suite("Outcomes that wait behind each other leave together")
struct ResultVoiceTests {
    /// Takes the first call when it is told to, and refuses one record once.
    private final class Ear: RecordProducer {
        let opened = Signal()
        private let state = Mutex<(calls: [[String]], refused: Bool)>(([], false))
        var calls: [[String]] { state.withLock { $0.calls } }

        func send(_ record: OutgoingRecord) async throws -> Delivery { try await send(all: [record])[0].get() }

        func send(all records: [OutgoingRecord]) async -> [Result<Delivery, FleetError>] {
            let bodies = records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
            state.withLock { $0.calls.append(bodies) }
            try? await opened.wait()
            return bodies.map { body in
                let isRefused = body == "b" && state.withLock { state in
                    defer { state.refused = true }
                    return !state.refused
                }
                if isRefused { return .failure(FleetError(BrokerFailure.unreachable, .transient, "away")) }
                return .success(Delivery(source: TopicPartition(topic: "results", partition: 0), offset: 0))
            }
        }

        func close(within deadline: Duration) async {}
    }

    private static func record(_ body: String) -> OutgoingRecord {
        OutgoingRecord(topic: "results", partition: 0, key: nil, value: Array(body.utf8), headers: [])
    }

    @Test func whatDoesNotGetThroughIsSaidAgainAndNothingElseIs() async throws {
        let ear = Ear()
        let clock = ManualClock()
        let voice = ResultVoice(
            producer: ear, speakers: 8, clock: clock, identifiers: IdentifierSource(clock: clock, random: SeededRandom(seed: 1)),
            logger: Logger(label: "test", sink: SilentLogSink()))
        let told = Mutex<[String]>([])
        let say = { @Sendable (body: String, isOutcome: Bool) in
            try await voice.say(isOutcome: isOutcome, acknowledged: { told.withLock { $0.append(body) } }) { Self.record(body) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let loop = Task { try await voice.run() }
            group.addTask { try await say("beat", false) }
            while ear.calls.isEmpty { await Task.yield() }
            for (index, body) in ["a", "b", "c"].enumerated() {
                group.addTask { try await say(body, true) }
                while voice.waitingCount <= index { await Task.yield() }
            }
            group.addTask { try await say("later", false) }
            while voice.waitingCount < 4 { await Task.yield() }
            ear.opened.set()
            try await group.waitForAll()
            loop.cancel()
        }
        #expect(ear.calls == [["beat"], ["a", "b", "c"], ["b"], ["later"]])
        #expect(told.withLock { $0 } == ["beat", "a", "c", "b", "later"])
    }
}
