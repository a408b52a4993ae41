import FleetCore
import HTTP
import Telemetry

/// `/healthz`, `/readyz` and `/metrics` of a worker. Ready means: not asked to end.
public enum HealthServer {
    public static func make(_ host: Host) throws -> HTTPServer {
        let address = try host.settings.required(SettingCatalogue.healthAddress)
        let port = UInt16(host.settings.integer(SettingCatalogue.healthPort) ?? 0)
        let metrics = host.metrics
        let shutdown = host.shutdown
        let routes = [
            HTTPRoute(.get, "/healthz", operationID: "health", role: nil) { _ in .text("alive\n") },
            HTTPRoute(.get, "/readyz", operationID: "ready", role: nil) { _ in
                shutdown.isSet ? .text("draining\n", status: 503) : .text("ready\n")
            },
            HTTPRoute(.get, "/metrics", operationID: "metrics", role: nil) { _ in
                .text(PrometheusText.page(metrics.snapshot()), type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
        return HTTPServer(
            name: "health", routes: routes, settings: HTTPServerSettings(address: address, port: port), clock: host.clock,
            logger: host.logger.labelled("health"))
    }
}
