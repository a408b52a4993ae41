import FleetCore
import FleetTesting
import Synchronization
import Telemetry
import Testing

@testable import FleetHost

@Suite struct ServiceGroupTests {
    /// Records when it is asked to end; ends then, or fails, or hangs until it is cancelled.
    private struct Scripted: Service {
        enum Behaviour { case endsWhenAsked, failsAtOnce, endsAtOnce, hangs }
        let name: String
        let behaviour: Behaviour
        let journal: Journal

        func run(until shutdown: Signal) async throws {
            switch behaviour {
            case .failsAtOnce: throw FleetError("broken", .permanent, "it broke")
            case .endsAtOnce: return
            case .endsWhenAsked: try await shutdown.wait()
            case .hangs:
                try? await Signal().wait()
                journal.note("cancelled \(name)")
                return
            }
            journal.note("ended \(name)")
        }
    }

    private final class Journal: Sendable {
        private let lines = Mutex<[String]>([])
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func group(_ services: [Scripted], grace: Duration = .seconds(60)) -> ServiceGroup {
        ServiceGroup(services, clock: SystemClock(), logger: Logger(label: "test", sink: SilentLogSink()), grace: grace)
    }

    @Test func servicesEndInReverseOrder() async throws {
        let journal = Journal()
        let shutdown = Signal()
        shutdown.set()
        let services = ["store", "broker", "api"].map { Scripted(name: $0, behaviour: .endsWhenAsked, journal: journal) }
        try await group(services).run(until: shutdown)
        #expect(journal.all == ["ended api", "ended broker", "ended store"])
    }

    @Test func aFailureShutsTheOthersDownAndIsTold() async {
        let journal = Journal()
        let services = [
            Scripted(name: "store", behaviour: .endsWhenAsked, journal: journal), Scripted(name: "bad", behaviour: .failsAtOnce, journal: journal),
        ]
        let error = await expectFleetError { try await group(services).run(until: Signal()) }
        #expect(error?.message.contains("bad") == true)
        #expect(journal.all == ["ended store"])
    }

    @Test func aServiceThatReturnsEarlyIsAFailure() async {
        let services = [Scripted(name: "early", behaviour: .endsAtOnce, journal: Journal())]
        let error = await expectFleetError { try await group(services).run(until: Signal()) }
        #expect(error?.code == "service_ended")
    }

    @Test func aSecondSignalCancelsWhatHangs() async throws {
        let journal = Journal()
        let shutdown = Signal()
        let abort = Signal()
        shutdown.set()
        abort.set()
        try await group([Scripted(name: "stuck", behaviour: .hangs, journal: journal)]).run(until: shutdown, orAbort: abort)
        #expect(journal.all == ["cancelled stuck"])
    }
}
