import Coordination
import FleetCore
import Synchronization
import Telemetry

/// The coordinator's figures as gauges, read when the page is asked for, and no more often than the store should be asked.
final class CoordinatorGauges: Sendable {
    private let metrics: MetricRegistry
    private let clock: any FleetClock
    private let term: @Sendable () -> Term?
    private let figures: @Sendable () async throws -> CoordinatorFigures
    private let asked = Mutex<MonotonicInstant?>(nil)

    /// The page is open to everybody: however often it is asked for, the store is not.
    private static let freshness = Duration.seconds(2)

    /// - Parameter term: the one that the coordinator reigns in; nil while it does not.
    init(
        metrics: MetricRegistry, clock: any FleetClock, term: @escaping @Sendable () -> Term?,
        figures: @escaping @Sendable () async throws -> CoordinatorFigures
    ) {
        self.metrics = metrics
        self.clock = clock
        self.term = term
        self.figures = figures
    }

    /// The page of `/metrics`. A store that does not answer leaves the gauges as they were: the page still comes.
    func page() async -> String {
        if isDue, let figures = try? await figures() { set(figures) }
        metrics.set(MetricCatalogue.term, to: Double(term()?.number ?? 0))
        return PrometheusText.page(metrics.snapshot())
    }

    /// True for one caller in each interval.
    private var isDue: Bool {
        let now = clock.now()
        return asked.withLock { asked in
            if let asked, now - asked < Self.freshness { return false }
            asked = now
            return true
        }
    }

    private func set(_ figures: CoordinatorFigures) {
        for kind in WorkKind.allCases {
            let work = figures.work[kind]
            let waiting = work?.queued ?? 0
            // A snoozed task needs no worker until its time comes.
            let running = (work?.dispatched ?? 0) + (work?.accepted ?? 0)
            metrics.set(MetricCatalogue.tasksWaiting, to: Double(waiting), kind.rawValue)
            metrics.set(MetricCatalogue.tasksRunning, to: Double(running), kind.rawValue)
            metrics.set(MetricCatalogue.tasksOutstanding, to: Double(waiting + running), kind.rawValue)
            metrics.set(MetricCatalogue.oldestReady, to: figures.oldestWaiting[kind]?.inSeconds ?? 0, kind.rawValue)
            metrics.set(MetricCatalogue.workers, to: Double(figures.workers[kind] ?? 0), kind.rawValue)
        }
        for state in JobState.allCases { metrics.set(MetricCatalogue.jobs, to: Double(figures.jobs[state] ?? 0), state.rawValue) }
        for (reason, count) in figures.ignored { metrics.set(MetricCatalogue.stale, to: Double(count), reason.rawValue) }
        metrics.set(MetricCatalogue.deadLetters, to: Double(figures.newDeadLetters))
        for (topic, isPaused) in figures.intakePaused { metrics.set(MetricCatalogue.intakePaused, to: isPaused ? 1 : 0, topic) }
        metrics.set(MetricCatalogue.inventory, to: Double(figures.inventory.kept), "kept")
        metrics.set(MetricCatalogue.inventory, to: Double(figures.inventory.retired), "retired")
        metrics.set(MetricCatalogue.inventory, to: Double(figures.inventory.asked), "asked")
        metrics.set(MetricCatalogue.outboxDepth, to: Double(figures.outbox.values.reduce(0, +)))
    }
}
