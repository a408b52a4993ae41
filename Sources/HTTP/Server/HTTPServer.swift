import FleetCore
import Synchronization
import Telemetry

/// An HTTP/1.1 server over libmicrohttpd: routes, bounded everything, and handlers that run as children of `run(until:)`.
public final class HTTPServer: Service {
    public let name: String
    public let routes: RouteTable
    private let settings: HTTPServerSettings
    private let clock: any FleetClock
    private let logger: Logger
    private let daemon: MicroHTTPDaemon
    private let listening = Signal()
    private let boundPort = Mutex<UInt16>(0)

    /// - Parameter authorizer: without one, routes that name a role refuse everybody.
    public init(
        name: String = "http", routes: [HTTPRoute], settings: HTTPServerSettings = HTTPServerSettings(), authorizer: (any RequestAuthorizer)? = nil,
        clock: any FleetClock, logger: Logger, metrics: MetricRegistry? = nil
    ) {
        self.name = name
        self.routes = RouteTable(routes)
        self.settings = settings
        self.clock = clock
        self.logger = logger
        daemon = MicroHTTPDaemon(table: self.routes, settings: settings, authorizer: authorizer, clock: clock, metrics: metrics)
    }

    /// The port in use; waits until the server listens.
    /// - Throws: `CancellationError` when the surrounding task is cancelled first.
    public func port() async throws -> UInt16 {
        try await listening.wait()
        return boundPort.withLock { $0 }
    }

    /// Serves until `shutdown` is set: then takes no more connections, ends streams, answers what was begun (handlers have `drainDeadline`), and stops.
    /// - Throws: `FleetError` `listen_failed` (fatal).
    public func run(until shutdown: Signal) async throws {
        let port = try daemon.start()
        boundPort.withLock { $0 = port }
        listening.set()
        logger.info("listening", ["address": settings.address, "port": String(port)])
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.sweep() }
            group.addTask {
                try? await shutdown.wait()
                self.daemon.quiesce()
                self.daemon.accepted.close()
            }
            await self.serveAllWithinDeadline(shutdown)
            await self.drain()
            group.cancelAll()
        }
        await stopDaemon()
    }

    /// A handler that still waits at the drain's deadline is cancelled: a long poll must not hold the shutdown up.
    private func serveAllWithinDeadline(_ shutdown: Signal) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.serveAll(until: shutdown) }
            group.addTask {
                try? await shutdown.wait()
                try? await self.clock.sleep(for: self.settings.drainDeadline)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func serveAll(until shutdown: Signal) async {
        await withDiscardingTaskGroup { group in
            while let exchange = try? await daemon.accepted.next() { group.addTask { await self.serve(exchange, until: shutdown) } }
        }
        // Only after a cancellation: whoever still waits must be resumed, or the daemon cannot stop.
        daemon.accepted.close()
        for exchange in daemon.accepted.drain() { exchange.answer(.leaving) }
    }

    private func serve(_ exchange: Exchange, until shutdown: Signal) async {
        guard let (request, route) = exchange.work else { return exchange.answer(.leaving) }
        let response = await respond(request, route)
        exchange.answer(response)
        let pump: StreamPump
        switch response.body {
        case .bytes: return
        case .stream(_, let source): pump = StreamPump(source: source, buffer: exchange.stream, keepAlive: nil)
        case .events(let source): pump = StreamPump(source: EventBody(source: source), buffer: exchange.stream, keepAlive: .seconds(15))
        }
        if request.method == .head { return await pump.source.close() }
        await pump.run(until: shutdown, clock: clock)
    }

    private func respond(_ request: HTTPRequest, _ route: HTTPRoute) async -> HTTPResponse {
        do {
            return try await route.handler(request)
        } catch {
            if error is CancellationError { return .leaving }
            let failure = error as? FleetError ?? FleetError("internal", .bug, "\(type(of: error))")
            if failure.disposition == .bug || failure.disposition == .fatal {
                logger.error("a handler failed", ["operation": route.operationID, "error": failure.description])
            }
            return .problem(failure)
        }
    }

    private func sweep() async {
        while (try? await clock.sleep(for: .seconds(1))) != nil { daemon.connections.sweep() }
    }

    /// Gives clients a moment to take the last answers.
    private func drain() async {
        let deadline = clock.now() + settings.drainDeadline
        while daemon.activeCount > 0, clock.now() < deadline, !Task.isCancelled {
            try? await daemon.completed.wait(atMost: deadline - clock.now(), clock: clock)
        }
    }

    private func stopDaemon() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            DedicatedThread.start("http-stop") { [daemon] in
                daemon.stop()
                continuation.resume()
            }
        }
    }
}

extension HTTPResponse {
    /// To whoever still asks while the server ends.
    static var leaving: HTTPResponse {
        .problem(FleetError("shutting_down", .transient, "the server is shutting down", retryAfter: .seconds(1)))
    }
}
