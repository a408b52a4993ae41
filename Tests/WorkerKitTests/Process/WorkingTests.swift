import FleetCore
import JSON
import Messaging
import Synchronization
import Testing

@testable import WorkerKit

@Suite("What an execution tells reaches the coordinator", .timeLimit(.minutes(5)))
struct WorkingTests {
    @Test func beatsCarryProgressCheckpointsAndLinesAndGoOnDuringLongWork() async throws {
        let gate = Signal()
        let bench = Bench([
            "long": { _, context in
                context.report(Progress(done: 3, total: 10, unit: "steps", figures: ["loss": 0.5]))
                context.log("mail to jane@example.org")
                try await context.checkpoint(["step": 3])
                try await gate.wait()
                return .completed(output: .null, spawned: [])
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "long")
            let first = try await tap.beat { $0.executions.first?.checkpoint != nil }
            let told = try #require(first.executions.first)
            #expect(told.checkpoint == ["step": 3])
            #expect(told.progress?.figures["loss"] == 0.5)
            #expect(told.lines == ["mail to [email]"])
            var sequence = first.sequence
            for _ in 0..<3 {
                try await bench.clock.untilSleeping(1)
                bench.clock.advance(by: .seconds(10))
                let beat = try await tap.beat { [sequence] in $0.sequence > sequence }
                #expect(beat.executions.first?.progress?.done == 3)
                #expect(beat.executions.first?.checkpoint == nil)
                sequence = beat.sequence
            }
            gate.set()
            _ = try await tap.completed()
        }
    }

    @Test func eachExecutionWritesBelowItsOwnAttemptAndId() async throws {
        let bench = Bench(["write": { _, context in .completed(output: .string(context.artifactPrefix), spawned: []) }])
        try await bench.run { tap in
            for attempt in 1...2 {
                try await bench.dispatch("task_1", attempt: attempt, step: "write")
                let done = try await tap.completed()
                #expect(done.output == .string("jobs/job_1/task_1/\(attempt)-\(done.token.execution)/"))
                #expect(done.token.attempt == attempt)
            }
        }
    }

    @Test func theLastLinesGoBeforeTheOutcome() async throws {
        let bench = Bench([
            "short": { _, context in
                context.log("the disk is full")
                throw FleetError("disk_full", .permanent, "no room")
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "short")
            var lines: [String] = []
            reading: while true {
                switch try await tap.next() {
                case .beat(let beat): lines += beat.executions.flatMap(\.lines)
                case .failed: break reading
                default: continue
                }
            }
            #expect(lines == ["the disk is full"])
        }
    }

    @Test func aBeatSaysWhoTheWorkerIs() async throws {
        let bench = Bench(slots: 3)
        try await bench.run { tap in
            try await bench.begin(Term(1))
            let beat = try await tap.beat()
            #expect(beat.worker == bench.process.identity)
            #expect(beat.kind == .train)
            #expect(beat.slots == 3)
            #expect(beat.partitions == [0])
            #expect(beat.capabilities == ["provider:local"])
            #expect(!beat.isLeaving)
        }
    }

    @Test func anOutcomeIsSentAgainUntilTheBrokerHasIt() async throws {
        let bench = Bench()
        bench.onCompletion { number in
            let away = FleetError(BrokerFailure.deliveryUnknown, .transient, "no answer")
            return number == 1 ? .failedBefore(away) : number == 2 ? .failedAfter(away) : .none
        }
        try await bench.run { tap in
            try await bench.dispatch("task_1")
            for _ in 0..<2 {
                try await bench.clock.untilSleeping(2)
                bench.clock.advance(by: .seconds(1))
            }
            let first = try await tap.completed()
            // Written twice, because the first acknowledgement was lost; the same message both times.
            #expect(try await tap.completed() == first)
        }
        let ids = try bench.broker.records(in: FleetTopics.results).map { try EnvelopeReader().envelope($0) }
            .filter { $0.messageType == .taskCompleted }.map(\.id)
        #expect(ids.count == 2)
        #expect(Set(ids).count == 1)
    }

    @Test func everythingIsSaidToOnePartitionInOrder() async throws {
        let bench = Bench()
        try await bench.run { tap in
            try await bench.dispatch("task_1")
            _ = try await tap.completed()
        }
        let records = bench.broker.records(in: FleetTopics.results)
        #expect(Set(records.map(\.source)).count == 1)
        let types = try records.map { try EnvelopeReader().envelope($0).messageType }
        let answered = try #require(types.firstIndex(of: .taskAnswered))
        let completed = try #require(types.firstIndex(of: .taskCompleted))
        #expect(answered < completed)
    }

    @Test func aFailureTellsDispositionAndCheckpointAndNoSecret() async throws {
        let bench = Bench([
            "fail": { _, context in
                try await context.checkpoint(["step": 7])
                throw FleetError("provider_busy", .throttled, "refused with api_key=abcd for jane@example.org", retryAfter: .seconds(9))
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "fail")
            let told = try await tap.failed()
            #expect(told.failure.disposition == .throttled)
            #expect(told.failure.retryAfterMilliseconds == 9000)
            #expect(told.checkpoint == ["step": 7])
            #expect(told.failure.message == "refused with api_key=[secret] for [email]")
        }
    }

    @Test func aSnoozeTellsTheDelay() async throws {
        let bench = Bench(["poll": { _, _ in .snoozed(.seconds(90), checkpoint: ["handle": "ft-1"]) }])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "poll")
            let told = try await tap.snoozed()
            #expect(told.delayMilliseconds == 90_000)
            #expect(told.checkpoint == ["handle": "ft-1"])
        }
    }

    @Test func aTaskBeyondItsTimeLimitIsEnded() async throws {
        let bench = Bench([
            "forever": { _, _ in
                try await Signal().wait()
                return .completed(output: .null, spawned: [])
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "forever", timeoutSeconds: 5)
            try await bench.clock.untilSleeping(2)
            bench.clock.advance(by: .seconds(5))
            #expect(try await tap.failed().failure.code == "execution_timed_out")
        }
    }

    @Test func aWorkerThatCannotReachTheBrokerGoesOn() async throws {
        let begun = Signal()
        let cut = Signal()
        let done = Signal()
        let bench = Bench([
            "work": { _, context in
                begun.set()
                try await cut.wait()
                context.report(Progress(done: 1, unit: "steps"))
                done.set()
                return .completed(output: .null, spawned: [])
            }
        ])
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "work")
            try await begun.wait()
            bench.broker.setUnreachable(true)
            cut.set()
            try await done.wait()
            bench.broker.setUnreachable(false)
            while bench.broker.records(in: FleetTopics.results).allSatisfy({ !$0.isCompletion }) {
                try await bench.clock.untilSleeping(1)
                bench.clock.advanceToNextDeadline()
            }
            #expect(try await tap.completed().token.task == WorkTaskID("task_1"))
        }
    }
}

extension Record {
    fileprivate var isCompletion: Bool {
        headers.contains { $0.name == "ce_type" && $0.value == Array(MessageType.taskCompleted.rawValue.utf8) }
    }
}
