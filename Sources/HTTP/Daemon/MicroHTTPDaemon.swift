import CMicroHTTP
import FleetCore
import Glibc
import Synchronization
import Telemetry

/// libmicrohttpd's daemon with its one epoll thread: it reads requests, hands them to `accepted`, and sends what handlers answered.
final class MicroHTTPDaemon: Sendable {
    private struct Handle: @unchecked Sendable {
        // Owner: the lock below.
        var daemon: OpaquePointer?
    }

    let accepted: BoundedChannel<Exchange>
    let connections: ConnectionRegistry
    /// Rung whenever a request is over; `activeCount` tells how many are not.
    let completed = Wakeup()
    private let handle = Mutex(Handle())
    private let active = Mutex(0)
    private let isLeaving = Mutex(false)
    private let table: RouteTable
    private let settings: HTTPServerSettings
    private let authorizer: (any RequestAuthorizer)?
    private let metrics: MetricRegistry?

    init(table: RouteTable, settings: HTTPServerSettings, authorizer: (any RequestAuthorizer)?, clock: any FleetClock, metrics: MetricRegistry?) {
        self.metrics = metrics
        self.authorizer = authorizer
        self.table = table
        self.settings = settings
        connections = ConnectionRegistry(clock: clock)
        accepted = BoundedChannel(capacity: max(1, settings.maximumConnections))
    }

    var activeCount: Int { active.withLock { $0 } }

    /// Listens; the port in use is the answer.
    /// - Throws: `FleetError` `listen_failed` (fatal) with the address.
    func start() throws -> UInt16 {
        guard let address = SocketAddress(settings.address, port: settings.port) else {
            throw FleetError("listen_failed", .fatal, "\(settings.address) is not a numeric address", hint: "set a numeric address such as 127.0.0.1")
        }
        var flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        if address.isVersion6 { flags |= MHD_USE_IPv6.rawValue }
        var options = fleet_mhd_settings()
        options.access = accessRequest
        options.completed = completeRequest
        options.connection = notifyConnection
        options.uri = beginRequest
        // Unretained: `stop` returns only after the thread that uses it has ended.
        options.context = Unmanaged.passUnretained(self).toOpaque()
        options.connections = UInt32(settings.maximumConnections)
        options.connections_per_address = UInt32(settings.maximumConnectionsPerAddress)
        options.idle_seconds = UInt32(settings.idleSeconds)
        options.header_memory = settings.maximumHeaderBytes
        let daemon = withUnsafePointer(to: address.storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                options.address = address
                return fleet_mhd_start(UInt32(flags), &options)
            }
        }
        guard let daemon else {
            let reason = String(cString: strerror(errno))
            throw FleetError(
                "listen_failed", .fatal, "listening on \(settings.address) port \(settings.port): \(reason)",
                hint: "stop what uses the port, or choose another")
        }
        handle.withLock { $0.daemon = daemon }
        return UInt16(truncatingIfNeeded: fleet_mhd_port(daemon))
    }

    /// Takes no more connections; the open ones go on.
    func quiesce() {
        isLeaving.withLock { $0 = true }
        handle.withLock { handle in
            guard let daemon = handle.daemon else { return }
            let listener = MHD_quiesce_daemon(daemon)
            if listener >= 0 { close(listener) }
        }
    }

    /// Closes every connection and ends the thread. No connection may be suspended any more. Blocks: call it on a thread of its own.
    func stop() {
        let daemon = handle.withLock { handle in
            defer { handle.daemon = nil }
            return handle.daemon
        }
        if let daemon { MHD_stop_daemon(daemon) }
    }

    // MARK: on the daemon's thread

    fileprivate func opened(_ connection: OpaquePointer) { connections.opened(connection, within: settings.headerDeadline) }

    fileprivate func began(_ target: String, _ connection: OpaquePointer) -> Exchange {
        active.withLock { $0 += 1 }
        return Exchange(target: target, connection: ConnectionHandle(pointer: connection))
    }

    fileprivate func ended(_ exchange: Exchange) {
        exchange.stream.close()
        connections.expect(exchange.connection.pointer, within: settings.headerDeadline)
        active.withLock { $0 -= 1 }
        completed.ring()
    }

    /// The first call: only the head is there.
    fileprivate func head(_ exchange: Exchange, method: String) -> MHD_Result {
        let connection = exchange.connection.pointer
        connections.expect(connection, within: settings.bodyDeadline)
        let headers = HeaderReader.read(connection)
        if let fault = RequestGuard.fault(in: headers) ?? HeaderReader.hiddenFault(connection) {
            return refuse(exchange, FleetError("bad_request", .rejected, fault))
        }
        let path = exchange.target.prefix { $0 != "?" }
        switch table.match(method, path) {
        case .badPath: return refuse(exchange, FleetError("bad_request", .rejected, "the path is not a valid one"))
        case .notFound: return refuse(exchange, FleetError("not_found", .rejected, "there is nothing at this path", hint: "see /v1/openapi.json"))
        case .methodNotAllowed(let allowed):
            var response = HTTPResponse.problem(FleetError("method_not_allowed", .rejected, "this path knows \(allowed.joined(separator: ", "))"))
            response.headers["Allow"] = allowed.joined(separator: ", ")
            count(response, of: nil)
            return ResponseSender.send(response, on: exchange, closing: true)
        case .route(let route, _):
            // Before a byte of the body: a stranger's is not even read.
            let principal: HTTPPrincipal?
            do { principal = try authorize(headers, route) } catch { return refuse(exchange, error as? FleetError ?? Self.forbidden, of: route) }
            if let length = headers["Content-Length"].flatMap(Int.init), length > route.maximumBodyBytes {
                return refuse(exchange, tooLarge(route), of: route)
            }
            exchange.begin(route, principal)
            return .YES
        }
    }

    private func authorize(_ headers: HTTPHeaders, _ route: HTTPRoute) throws -> HTTPPrincipal? {
        guard let role = route.role else { return nil }
        guard let authorizer else { throw Self.forbidden }
        return try authorizer.authorize(headers, role: role)
    }

    private static var forbidden: FleetError { FleetError("forbidden", .rejected, "this server knows nobody who may do this") }

    /// The whole request is there: the handler gets it, and the connection waits.
    fileprivate func whole(_ exchange: Exchange, method: String) -> MHD_Result {
        let connection = exchange.connection.pointer
        let path = exchange.target.prefix { $0 != "?" }
        guard case .route(let route, let parameters) = table.match(method, path), let method = HTTPMethod(rawValue: method),
            let query = HTTPQuery(exchange.target.dropFirst(path.count + 1))
        else { return refuse(exchange, FleetError("bad_request", .rejected, "the query is not a valid one")) }
        if exchange.isOversize { return refuse(exchange, tooLarge(route), of: route) }
        var request = HTTPRequest(
            method: method, path: String(path), parameters: parameters, query: query, headers: HeaderReader.read(connection), body: exchange.body,
            peer: SocketAddress.text(fleet_mhd_peer(connection)))
        request.principal = exchange.principal
        connections.expect(connection, within: nil)
        exchange.dispatch(request)
        if !accepted.offer(exchange) {
            let isLeaving = isLeaving.withLock { $0 }
            exchange.answer(
                isLeaving
                    ? .leaving : .problem(FleetError("overloaded", .transient, "the server is busy", hint: "try again in a moment", retryAfter: .seconds(1))))
        }
        return .YES
    }

    fileprivate func proceed(_ exchange: Exchange) -> MHD_Result {
        guard case .send(let response) = exchange.nextStep() else { return .YES }
        count(response, of: exchange.work?.route)
        if case .bytes = response.body { connections.expect(exchange.connection.pointer, within: settings.answerDeadline) }
        return ResponseSender.send(response, on: exchange)
    }

    private func refuse(_ exchange: Exchange, _ error: FleetError, of route: HTTPRoute? = nil) -> MHD_Result {
        connections.expect(exchange.connection.pointer, within: settings.answerDeadline)
        let response = HTTPResponse.problem(error)
        count(response, of: route)
        return ResponseSender.send(response, on: exchange, closing: true)
    }

    private func count(_ response: HTTPResponse, of route: HTTPRoute?) {
        metrics?.add(to: MetricCatalogue.httpRequests, route?.operationID ?? "none", "\(response.status / 100)xx")
    }

    private func tooLarge(_ route: HTTPRoute) -> FleetError {
        FleetError("request_too_large", .rejected, "the body is larger than \(route.maximumBodyBytes) bytes")
    }
}

// seam: libmicrohttpd calls these on its own thread.

private func daemon(_ context: UnsafeMutableRawPointer?) -> MicroHTTPDaemon? {
    context.map { Unmanaged<MicroHTTPDaemon>.fromOpaque($0).takeUnretainedValue() }
}

private func notifyConnection(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ socketContext: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_ConnectionNotificationCode
) {
    guard let daemon = daemon(context), let connection else { return }
    if fleet_mhd_is_start(code) != 0 { daemon.opened(connection) } else { daemon.connections.closed(connection) }
}

private func beginRequest(
    _ context: UnsafeMutableRawPointer?, _ uri: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let daemon = daemon(context), let uri, let connection else { return nil }
    return Unmanaged.passRetained(daemon.began(String(cString: uri), connection)).toOpaque()
}

private func completeRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let daemon = daemon(context), let pointer = request?.pointee else { return }
    daemon.ended(Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue())
    request?.pointee = nil
}

private func accessRequest(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ upload: UnsafePointer<CChar>?, _ uploadSize: UnsafeMutablePointer<Int>?,
    _ request: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let daemon = daemon(context), let pointer = request?.pointee, let method, let uploadSize else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue()
    if !exchange.hasBegun { return daemon.head(exchange, method: String(cString: method)) }
    if uploadSize.pointee > 0 {
        let isTaken = exchange.take(UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee))
        uploadSize.pointee = 0
        return isTaken ? .YES : .NO
    }
    return exchange.isDispatched ? daemon.proceed(exchange) : daemon.whole(exchange, method: String(cString: method))
}
