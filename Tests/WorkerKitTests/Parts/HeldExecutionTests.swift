import FleetCore
import JSON
import Messaging
import Testing

@testable import WorkerKit

@Suite("What is known of one execution")
struct HeldExecutionTests {
    private let start = MonotonicInstant(nanoseconds: 1_000_000_000)

    private func execution(_ permit: PermitDemand? = nil) -> HeldExecution {
        let token = ExecutionToken(task: WorkTaskID("task_1"), attempt: 1, execution: ExecutionID("exec_1"))
        return HeldExecution(
            assignment: TaskAssignment(
                job: JobID("job_1"), tenant: TenantName("default"), stage: .train, step: "run", token: token, input: .null, checkpoint: nil,
                permit: permit), trace: nil, timeout: nil)
    }

    @Test func theLeaseCountsFromTheNewestBeatThatTheBrokerHas() {
        let execution = execution()
        #expect(!execution.holdsLease(at: start, lease: .seconds(30)))
        execution.accept(composedAt: start)
        #expect(execution.holdsLease(at: start + .seconds(29), lease: .seconds(30)))
        #expect(!execution.holdsLease(at: start + .seconds(30), lease: .seconds(30)))
        _ = execution.acknowledge(execution.beat(lineLimit: 1, withCheckpoint: true), composedAt: start + .seconds(20))
        #expect(execution.holdsLease(at: start + .seconds(49), lease: .seconds(30)))
        execution.stop(.fenced)
        #expect(!execution.holdsLease(at: start + .seconds(21), lease: .seconds(30)))
    }

    @Test func onceItSaidThatNothingWasSentNothingCanBeSent() {
        let execution = execution(PermitDemand(intent: IntentKey("i"), createNumber: 1, mode: .create))
        #expect(execution.concludePermit())
        #expect(!execution.allowSending())
    }

    @Test func onceSendingIsAllowedItNeverSaysThatNothingWasSent() {
        let execution = execution(PermitDemand(intent: IntentKey("i"), createNumber: 1, mode: .create))
        #expect(execution.allowSending())
        #expect(!execution.concludePermit())
    }

    @Test func aCheckpointTravelsOnceAndAgainUntilItIsAcknowledged() {
        let execution = execution()
        execution.setCheckpoint(["step": 1])
        let first = execution.beat(lineLimit: 10, withCheckpoint: true)
        #expect(first.body.checkpoint == ["step": 1])
        #expect(execution.beat(lineLimit: 10, withCheckpoint: true).body.checkpoint == ["step": 1])
        execution.setCheckpoint(["step": 2])
        #expect(execution.acknowledge(first, composedAt: start))
        let second = execution.beat(lineLimit: 10, withCheckpoint: true)
        #expect(second.body.checkpoint == ["step": 2])
        #expect(!execution.acknowledge(second, composedAt: start))
        #expect(execution.beat(lineLimit: 10, withCheckpoint: true).body.checkpoint == nil)
    }

    @Test func linesTravelInOrderAndTheOldestGoFirst() {
        let execution = execution()
        for number in 0..<230 { execution.log("line \(number)") }
        let first = execution.beat(lineLimit: 50, withCheckpoint: true)
        #expect(first.body.lines.first == "(30 lines dropped) line 30")
        #expect(first.body.lines.last == "line 79")
        execution.log("line 230")
        #expect(execution.acknowledge(first, composedAt: start))
        #expect(execution.beat(lineLimit: 50, withCheckpoint: true).body.lines.first == "line 80")
    }

    @Test func theFirstReasonToStopCounts() {
        let execution = execution()
        execution.stop(.cancelled)
        execution.stop(.fenced)
        #expect(execution.stopReason == .cancelled)
    }
}
