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

    @Test func whatAnOperatorAsksForStandsOnThePage() async {
        let clock = ManualClock()
        let isLater = Mutex(false)
        let gauges = CoordinatorGauges(metrics: MetricRegistry(), clock: clock, term: { Term(3) }) {
            var figures = CoordinatorFigures()
            figures.waiting = isLater.withLock { $0 } ? ["budget": 1] : ["no_worker": 2]
            figures.leases = 5
            figures.counts.dispatches = [.train: 7]
            figures.counts.expiredLeases = 3
            figures.counts.declines = 4
            figures.permits = [.needsReview: 1]
            figures.outbox = [.unsent: 9, .parked: 2]
            figures.oldestUnsent = .seconds(42)
            return figures
        }
        let page = await gauges.page()
        for line in [
            #"modelops_jobs_waiting{reason="no_worker"} 2"#, "modelops_leases_held 5", #"modelops_dispatches_total{kind="train"} 7"#,
            "modelops_leases_expired_total 3", "modelops_declines_total 4", #"modelops_permits{state="needs_review"} 1"#,
            "modelops_outbox_unsent 9", "modelops_outbox_parked 2", "modelops_outbox_oldest_seconds 42",
        ] {
            #expect(page.contains(line + "\n"), "\(line)")
        }
        isLater.withLock { $0 = true }
        clock.advance(by: .seconds(2))
        let later = await gauges.page()
        #expect(later.contains(#"modelops_jobs_waiting{reason="budget"} 1"#))
        #expect(!later.contains("no_worker"), "nobody waits for it any more")
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
