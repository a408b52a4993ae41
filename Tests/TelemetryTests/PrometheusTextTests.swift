import Testing

@testable import Telemetry

@Suite struct PrometheusTextTests {
    private static let dispatches = Metric("modelops_dispatches_total", .counter, "Attempts dispatched.", labels: ["kind"])
    private static let applySeconds = Metric("modelops_apply_seconds", .histogram, "One batch of records.")
    private static let catalogue = [dispatches, MetricCatalogue.outboxDepth, applySeconds]

    @Test func aScraperReadsCountersGaugesAndHistograms() {
        let metrics = MetricRegistry()
        metrics.add(2, to: Self.dispatches, "train")
        metrics.add(to: Self.dispatches, "train")
        metrics.set(MetricCatalogue.outboxDepth, to: 4)
        metrics.observe(0.002, in: Self.applySeconds)
        metrics.observe(1000, in: Self.applySeconds)
        let page = PrometheusText.page(metrics.snapshot(), of: Self.catalogue)
        #expect(page.contains("# TYPE modelops_dispatches_total counter\nmodelops_dispatches_total{kind=\"train\"} 3\n"))
        #expect(page.contains("modelops_outbox_unsent 4\n"))
        #expect(page.contains("modelops_apply_seconds_bucket{le=\"0.0025\"} 1\n"))
        #expect(page.contains("modelops_apply_seconds_bucket{le=\"60\"} 1\n"))
        #expect(page.contains("modelops_apply_seconds_bucket{le=\"+Inf\"} 2\nmodelops_apply_seconds_sum 1000.002\nmodelops_apply_seconds_count 2\n"))
    }

    @Test func aLabelCannotBreakOutOfItsLine() {
        let metrics = MetricRegistry()
        metrics.add(to: MetricCatalogue.stale, "a\"} 1\nfake 2\\")
        #expect(PrometheusText.page(metrics.snapshot()).contains("{reason=\"a\\\"} 1\\nfake 2\\\\\"} 1\n"))
    }

    @Test func freeLabelValuesDoNotFillTheMemory() {
        let metrics = MetricRegistry(maximumSeries: 3)
        for number in 0..<100 { metrics.add(to: MetricCatalogue.stale, "reason\(number)") }
        #expect(metrics.snapshot().count == 3)
    }

    @Test func everyMetricIsListedOnceWithItsUnitOrTotal() {
        #expect(Set(MetricCatalogue.all.map(\.name)).count == MetricCatalogue.all.count)
        for metric in MetricCatalogue.all {
            #expect(metric.name.hasPrefix("modelops_"))
            #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
        }
    }
}
