import FleetCore
import FleetTesting
import Messaging
import Telemetry
import Testing

@testable import WorkerKit

@Suite("Control is heard again after every trouble", .timeLimit(.minutes(5)))
struct ControlReaderTests {
    @Test func anAssignmentThatFailsIsTriedUntilItWorks() async throws {
        let clock = ManualClock()
        let failures = [
            FleetError("broker_away", .transient, "no answer"),
            FleetError(BrokerFailure.topicUnknown, .permanent, "control is being made anew"),
        ]
        let consumer = ScriptedControl(failures: failures, events: [.outOfRange(ControlReader.partition)])
        let ledger = ExecutionLedger(slots: 1, bell: ChangeBell())
        ledger.bell.clear()
        let reader = ControlReader(
            consumer: consumer, fleet: FleetID("lab"), ledger: ledger, clock: clock, logger: Logger(label: "test", sink: SilentLogSink()))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run() }
            for _ in failures {
                try await clock.untilSleeping(1)
                #expect(!ledger.bell.current.isUrgent)
                clock.advance(by: .seconds(1))
            }
            try await group.waitForAll()
        }
        #expect(consumer.assignments == 1)
        #expect(ledger.bell.current.isUrgent)
    }
}
