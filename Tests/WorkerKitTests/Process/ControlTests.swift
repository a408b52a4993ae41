import FleetCore
import JSON
import Messaging
import Testing

@testable import WorkerKit

@Suite("Control reaches the execution it names, and no other", .timeLimit(.minutes(5)))
struct ControlTests {
    private static let forever: ScriptedWorker.Script = { _, _ in
        try await Signal().wait()
        return .completed(output: .null, spawned: [])
    }

    private func start(_ bench: Bench, _ tap: ResultsTap, _ task: String, step: String = "forever") async throws -> ExecutionToken {
        try await bench.dispatch(task, step: step)
        return try #require(try await tap.answered().accepted.first)
    }

    @Test func aCancelledExecutionIsGivenBackAndItsNeighbourGoesOn() async throws {
        let gate = Signal()
        let bench = Bench([
            "forever": Self.forever,
            "gate": { _, _ in
                try await gate.wait()
                return .completed(output: .null, spawned: [])
            },
        ])
        try await bench.run { tap in
            let first = try await start(bench, tap, "task_1")
            let second = try await start(bench, tap, "task_2", step: "gate")
            try await bench.stop(first, .cancelled)
            let told = try await tap.interrupted()
            #expect(told.token == first)
            #expect(told.reason == "cancelled")
            gate.set()
            #expect(try await tap.completed().token == second)
        }
    }

    @Test func aFencedExecutionEndsSilently() async throws {
        let bench = Bench(slots: 1, ["forever": Self.forever])
        try await bench.run { tap in
            let first = try await start(bench, tap, "task_1")
            try await bench.stop(first, .fenced)
            // The only slot: it is free again.
            try await bench.dispatch("task_2")
            #expect(try await tap.completed().token.task == WorkTaskID("task_2"))
        }
        let said = try bench.broker.records(in: FleetTopics.results).compactMap { try Said($0) }
        #expect(!said.contains { if case .interrupted = $0 { true } else { false } })
    }

    @Test func aDeposedCoordinatorIsNotObeyed() async throws {
        let gate = Signal()
        let bench = Bench([
            "forever": Self.forever,
            "gate": { _, _ in
                try await gate.wait()
                return .completed(output: .null, spawned: [])
            },
        ])
        try await bench.run { tap in
            let first = try await start(bench, tap, "task_1", step: "gate")
            let second = try await start(bench, tap, "task_2")
            try await bench.begin(Term(5))
            try await bench.stop(first, .cancelled, term: 4)
            try await bench.stop(second, .cancelled, term: 5)
            #expect(try await tap.interrupted().token == second)
            gate.set()
            #expect(try await tap.completed().token == first)
        }
    }

    @Test func anotherFleetsControlIsNotOurs() async throws {
        let gate = Signal()
        let bench = Bench([
            "forever": Self.forever,
            "gate": { _, _ in
                try await gate.wait()
                return .completed(output: .null, spawned: [])
            },
        ])
        try await bench.run { tap in
            let first = try await start(bench, tap, "task_1", step: "gate")
            let second = try await start(bench, tap, "task_2")
            try await bench.control(ExecutionStop(fleet: FleetID("other"), term: Term(9), token: first, reason: .cancelled), .executionStop)
            try await bench.send(OutgoingRecord(topic: FleetTopics.control, partition: 0, key: nil, value: Array("garbage".utf8)))
            try await bench.stop(second, .cancelled)
            #expect(try await tap.interrupted().token == second)
            gate.set()
            #expect(try await tap.completed().token == first)
        }
    }

    @Test func aNewTermIsAnsweredWithABeatAtOnce() async throws {
        let bench = Bench()
        try await bench.run { tap in
            try await bench.begin(Term(1))
            let before = try await tap.beat().sequence
            try await bench.dispatch("task_1")
            _ = try await tap.completed()
            try await bench.begin(Term(5))
            #expect(try await tap.beat().sequence > before)
        }
    }

    @Test func whenControlWentOnWithoutItTheWorkerBeatsAndIsToldAgain() async throws {
        let bench = Bench(["forever": Self.forever])
        try await bench.run { tap in
            let first = try await start(bench, tap, "task_1")
            let second = try await start(bench, tap, "task_2")
            for _ in 0..<3 { try await bench.begin(Term(1)) }
            try await bench.stop(first, .cancelled)
            #expect(try await tap.interrupted().token == first)
            bench.broker.recreate(FleetTopics.control)
            // As the coordinator does: each beat that names a cancelled execution is answered with `stop`.
            while true {
                switch try await tap.next() {
                case .beat(let beat) where beat.executions.contains { $0.token == second }: try await bench.stop(second, .cancelled)
                case .interrupted(let told):
                    #expect(told.token == second)
                    return
                default: continue
                }
            }
        }
    }
}
