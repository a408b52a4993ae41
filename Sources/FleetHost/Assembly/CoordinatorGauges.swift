import Coordination
import FleetCore
import Telemetry

/// The coordinator's figures as gauges, read when the page is asked for.
struct CoordinatorGauges: Sendable {
    let coordinator: Coordinator
    let metrics: MetricRegistry

    /// The page of `/metrics`. A store that does not answer leaves the gauges as they were: the page still comes.
    func page() async -> String {
        if let figures = try? await coordinator.figures() { set(figures) }
        metrics.set(MetricCatalogue.term, to: coordinator.health.isReigning ? Double(coordinator.writing.term?.number ?? 0) : 0)
        return PrometheusText.page(metrics.snapshot())
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
        metrics.set(MetricCatalogue.outboxDepth, to: Double(figures.outbox.values.reduce(0, +)))
    }
}
