import FleetCore
import FleetTesting
import JSON
import Messaging
import Persistence
import Telemetry
import Testing

@testable import Coordination

@Suite(.timeLimit(.minutes(1))) struct StatusTailTests {
    /// Says when somebody wrote.
    struct WatchedWriting: StateWriting {
        let front: FrontHarness
        let written = Signal()
        let writtenAgain = Signal()
        var term: Term? { front.term }

        func write<Value: Sendable>(_ label: String, _ body: @escaping @Sendable (any JobControl) throws -> Value) async throws -> Value {
            defer { if written.isSet { writtenAgain.set() } else { written.set() } }
            return try await front.change { try body($0) }
        }
    }

    /// Runs the tail over these revisions on the status topic until it has written something, then over the late ones until it has written
    /// again, and gives what it published.
    private func published(_ revisions: [Int64], late: [Int64] = [], after age: Duration = .seconds(60)) async throws -> [JSONValue] {
        let front = try await FrontHarness()
        try await front.take(front.record(Samples.shortest))
        _ = try await front.outbox()
        let job = try #require(try await front.jobs().first)
        front.clock.advance(by: age)
        let broker = InMemoryBroker(clock: front.clock, identifiers: front.identifiers)
        try await broker.administration().create([TopicSpecification(name: "modelops.jobs.status", partitions: 1)])
        let producer = try await broker.producer(clientName: "test")
        func send(_ revisions: [Int64]) async throws {
            for revision in revisions {
                let body: JSONValue = ["job_id": .string(job.id.rawValue), "revision": .integer(revision), "terminal": false]
                _ = try await producer.send(
                    OutgoingRecord(topic: "modelops.jobs.status", key: Array(job.id.rawValue.utf8), value: JSONWriter.compact.bytes(body)))
            }
        }
        try await send(revisions)
        let writing = WatchedWriting(front: front)
        let tail = StatusTail(
            broker: broker, store: front.store, writing: writing, journal: front.journal, clock: front.clock,
            logger: Logger(label: "test", sink: SilentLogSink()))
        let shutdown = Signal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await tail.run(until: shutdown) }
            try await writing.written.wait()
            if !late.isEmpty {
                // The tail waits for its turn: what comes late is read before the time moves on.
                try await front.clock.untilSleeping(1)
                try await send(late)
                try await front.clock.untilSleeping(1)
                front.clock.advance(by: .seconds(2))
                try await writing.writtenAgain.wait()
            }
            shutdown.set()
            try await group.waitForAll()
        }
        return try await front.bodies(on: "modelops.jobs.status")
    }

    @Test func anOlderStatusBehindANewerOneIsFollowedByTheNewest() async throws {
        let statuses = try await published([3, 2])
        #expect(statuses.map { $0["revision"]?.integer } == [3])
        #expect(statuses.first?["state"] == "running")
    }

    /// A deposed coordinator sends its last snapshots of a job one after the other: the last of them does not stay.
    @Test func whatIsOverwrittenOnceMoreIsPublishedAgainWithinSeconds() async throws {
        #expect(try await published([3, 1], late: [2]).map { $0["revision"]?.integer } == [3, 3])
    }

    @Test func aTopicThatIsAheadOfTheStoreIsOvertakenOnce() async throws {
        #expect(try await published([10, 4, 5]).map { $0["revision"]?.integer } == [11])
    }

    @Test func aForgedRevisionIsNotBelieved() async throws {
        #expect(try await published([1 << 62, 4, 3]).map { $0["revision"]?.integer } == [3])
    }

    @Test func aJobIsPublishedAgainOnceInAWhileAndTheStoreCountsAfterwards() {
        var view = StatusTailView()
        let subject = StatusTailView.Subject(tenant: TenantName("default"), job: JobID("job_1"))
        var isStale = [1 << 62, 3].map { view.saw(subject, revision: $0, isTerminal: false) }
        view.published(subject, revision: 3, isTerminal: false)
        isStale.append(view.saw(subject, revision: 2, isTerminal: false))
        let later = view.overwrittenAgain()
        isStale += [3, 2].map { view.saw(subject, revision: $0, isTerminal: false) }
        #expect(later == [subject])
        #expect(isStale == [false, true, false, false, true])
    }

    @Test func aJobThatHasGoneOnSinceIsPublishedAgainAtOnce() {
        var view = StatusTailView()
        let subject = StatusTailView.Subject(tenant: TenantName("default"), job: JobID("job_1"))
        view.published(subject, revision: 1, isTerminal: false)
        let isStale = [1, 2, 6, 1].map { view.saw(subject, revision: $0, isTerminal: false) }
        #expect(isStale == [false, false, false, true])
    }

    @Test func theViewStaysWithinItsBound() {
        var view = StatusTailView(maximumJobs: 2)
        let subjects = (0..<4).map { StatusTailView.Subject(tenant: TenantName("default"), job: JobID("job_\($0)")) }
        for subject in subjects { _ = view.saw(subject, revision: 1, isTerminal: false) }
        let known = subjects.filter { view.knows($0) }
        #expect(known.count == 2)
    }

    @Test func aMissingStatusOfAnUnfinishedJobIsPublishedAgain() async throws {
        #expect(try await published([]).map { $0["revision"]?.integer } == [3])
    }
}
