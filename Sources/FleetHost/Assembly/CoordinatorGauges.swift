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
            metrics.set(MetricCatalogue.tasksWaiting, to: Double(work?.queued ?? 0), kind.rawValue)
            metrics.set(MetricCatalogue.tasksRunning, to: Double(work?.running ?? 0), kind.rawValue)
            metrics.set(MetricCatalogue.tasksOutstanding, to: Double((work?.queued ?? 0) + (work?.running ?? 0)), kind.rawValue)
            metrics.set(MetricCatalogue.oldestReady, to: figures.oldestWaiting[kind]?.inSeconds ?? 0, kind.rawValue)
            metrics.set(MetricCatalogue.workers, to: Double(figures.workers[kind] ?? 0), kind.rawValue)
        }
        for state in JobState.allCases { metrics.set(MetricCatalogue.jobs, to: Double(figures.jobs[state] ?? 0), state.rawValue) }
        metrics.set(MetricCatalogue.outboxDepth, to: Double(figures.outbox.values.reduce(0, +)))
    }
}
