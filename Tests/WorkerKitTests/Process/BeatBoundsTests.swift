import FleetCore
import Messaging
import Synchronization
import Testing

@testable import WorkerKit

@Suite("What a worker tells never silences its process", .timeLimit(.minutes(5)))
struct BeatBoundsTests {
    private static func told(_ progress: Progress, line: String = "") -> (Bench, Signal) {
        let gate = Signal()
        let bench = Bench([
            "tell": { _, context in
                context.report(progress)
                if !line.isEmpty { context.log(line) }
                // Urgent: it goes without the time moving.
                try await context.checkpoint(["step": 1])
                try await gate.wait()
                return .completed(output: .null, spawned: [])
            }
        ])
        return (bench, gate)
    }

    @Test func progressIsCutToWhatABeatCarries() async throws {
        var figures: [String: Double] = ["a_first": 1, "a_not_a_number": .nan, "a\u{0}b": 1, String(repeating: "n", count: 65): 1]
        for number in 0..<5000 { figures["figure_\(number)"] = 1 }
        let message = "rows\u{0}\u{1b}[2J" + String(repeating: "é", count: 5000)
        let (bench, gate) = Self.told(
            Progress(done: .infinity, total: .nan, unit: "steps", message: message, remainingSeconds: -.infinity, figures: figures),
            line: "a\u{0}b\u{1b}c")
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "tell")
            let told = try #require(try await tap.beat { !($0.executions.first?.lines.isEmpty ?? true) }.executions.first)
            let progress = try #require(told.progress)
            #expect(progress.figures.count == 64 && progress.figures["a_first"] == 1 && progress.figures["a_not_a_number"] == nil)
            #expect(progress.done == 0 && progress.total == nil && progress.remainingSeconds == nil)
            #expect(progress.message?.hasPrefix("rows  [2J") == true && progress.message?.utf8.count ?? 0 <= 500)
            #expect(told.lines == ["a b c"])
            gate.set()
            _ = try await tap.completed()
        }
    }

    @Test func aBeatThatTheBrokerRefusesAsTooLargeGoesAgainWithTheTokenOnly() async throws {
        let (bench, gate) = Self.told(Progress(done: 1, unit: "steps", message: "too much"))
        bench.broker.onProduce { record in
            guard record.type == MessageType.workerBeat.rawValue, String(decoding: record.value ?? [], as: UTF8.self).contains("too much") else { return .none }
            return .failedBefore(FleetError(BrokerFailure.recordTooLarge, .permanent, "the broker takes less"))
        }
        try await bench.run { tap in
            try await bench.dispatch("task_1", step: "tell")
            let token = try #require(try await tap.answered().accepted.first)
            for _ in 0..<2 {
                let beat = try await tap.beat { $0.executions.first?.token == token }
                #expect(beat.executions.first?.progress == nil)
                // The next one is due by then, whether its loop sleeps already or not.
                bench.clock.advance(by: .seconds(10))
            }
            gate.set()
            _ = try await tap.completed()
        }
    }

    @Test func whenTheExecutionsTogetherTellTooMuchEveryLeaseIsRenewed() throws {
        let ledger = ExecutionLedger(slots: 256, bell: ChangeBell())
        let bench = Bench()
        var figures: [String: Double] = [:]
        for number in 0..<64 { figures["figure_\(number)_" + String(repeating: "x", count: 50)] = 0.123456789 }
        for number in 0..<256 {
            let token = ExecutionToken(task: WorkTaskID("task_\(number)"), attempt: 1, execution: ExecutionID("exec_\(number)"))
            let execution = HeldExecution(
                assignment: TaskAssignment(
                    job: JobID("job_1"), tenant: TenantName("default"), stage: .train, step: "run", token: token, input: .null, checkpoint: nil,
                    permit: nil), trace: nil, timeout: nil)
            execution.report(Progress(done: 1, unit: "steps", figures: figures))
            ledger.hold(execution)
            execution.accept(composedAt: bench.clock.now())
        }
        let identity = WorkerIdentity(
            fleet: Bench.fleet, worker: WorkerID("worker_1"), kind: .train, host: "here", version: "1", capabilities: [], slots: 256)
        let composer = BeatComposer(identity: identity, ledger: ledger, writer: bench.writer, partition: 0, clock: bench.clock)
        let record = try composer.compose()
        let text = String(decoding: record.value ?? [], as: UTF8.self)
        #expect(text.contains("exec_0\"") && text.contains("exec_255\"") && text.contains("figure_0"))
    }
}
