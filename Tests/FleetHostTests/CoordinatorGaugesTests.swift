import Coordination
import FleetCore
import FleetTesting
import Synchronization
import Telemetry
import Testing

@testable import FleetHost

@Suite("The page of figures")
struct CoordinatorGaugesTests {
    @Test func theStoreIsAskedOnceInTwoSecondsHoweverOftenThePageIs() async {
        let clock = ManualClock()
        let asked = Mutex(0)
        let gauges = CoordinatorGauges(metrics: MetricRegistry(), clock: clock, term: { Term(3) }) {
            asked.withLock { $0 += 1 }
            return CoordinatorFigures()
        }
        for _ in 0..<5 { #expect(await gauges.page().contains(" 3")) }
        #expect(asked.withLock { $0 } == 1)
        clock.advance(by: .seconds(2))
        _ = await gauges.page()
        #expect(asked.withLock { $0 } == 2)
    }

    @Test func aStoreThatDoesNotAnswerIsNotAskedAtOnceAgainAndThePageComes() async {
        let asked = Mutex(0)
        let gauges = CoordinatorGauges(metrics: MetricRegistry(), clock: ManualClock(), term: { nil }) {
            asked.withLock { $0 += 1 }
            throw FleetError("store_unavailable", .transient, "the disk is full")
        }
        for _ in 0..<2 { #expect(await !gauges.page().isEmpty) }
        #expect(asked.withLock { $0 } == 1)
    }
}
