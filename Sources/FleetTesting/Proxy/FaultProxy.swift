import FleetCore
import Synchronization

/// A TCP proxy on the loopback address that stands between a process and a broker, database or provider, and does to what passes what a test says.
public final class FaultProxy: Sendable {
    struct State {
        var fault = ProxyFault.none
        var connections: [ObjectIdentifier: ProxyConnection] = [:]
        var isStopped = false
        var triggered = 0
    }

    /// Where it listens.
    public let port: UInt16
    private let upstream: UInt16
    private let listener: LoopbackSocket
    private let state = Mutex(State())

    /// Starts it.
    /// - Parameters:
    ///   - upstream: the port that it leads to; nobody needs to listen there yet.
    ///   - port: where it listens; 0 takes a free one.
    public init(to upstream: UInt16, on port: UInt16 = 0) throws {
        self.upstream = upstream
        (listener, self.port) = try LoopbackSocket.listening(on: port)
        // seam: accepting blocks; the thread ends with `stop`.
        DedicatedThread.start("fault proxy") { self.accept() }
    }

    deinit { stop() }

    public var address: String { "127.0.0.1:\(port)" }

    /// How many connections or requests a fault has hit since the start.
    public var triggered: Int { state.withLock { $0.triggered } }

    /// What happens from now on.
    public func set(_ fault: ProxyFault) { state.withLock { $0.fault = fault } }

    /// Everything passes again.
    public func heal() { set(.none) }

    /// Resets every open connection.
    public func cutAll() {
        let open = state.withLock { Array($0.connections.values) }
        for connection in open { connection.reset() }
    }

    /// Ends it and every connection.
    public func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard isFirst else { return }
        listener.shutDown()
        cutAll()
    }

    var fault: ProxyFault { state.withLock { $0.fault } }

    /// The fault has hit; one that hits once is over with it.
    /// - Returns: false when another connection was faster.
    func trigger(_ fault: ProxyFault) -> Bool {
        state.withLock { state in
            guard state.fault == fault else { return false }
            state.triggered += 1
            switch fault {
            case .loseAnswer, .loseRequest: state.fault = .none
            case .none, .latency, .slow, .blackhole, .reset, .cut: break
            }
            return true
        }
    }

    func ended(_ connection: ProxyConnection) { state.withLock { $0.connections[ObjectIdentifier(connection)] = nil } }

    private func accept() {
        while let client = listener.accepted() {
            guard fault != .reset else {
                _ = trigger(.reset)
                client.resetOnClose()
                client.close()
                continue
            }
            guard let server = try? LoopbackSocket.connected(to: upstream) else {
                client.resetOnClose()
                client.close()
                continue
            }
            let connection = ProxyConnection(client: client, server: server, proxy: self)
            let isOpen = state.withLock { state in
                if !state.isStopped { state.connections[ObjectIdentifier(connection)] = connection }
                return !state.isStopped
            }
            if isOpen { connection.start() } else { connection.abandon() }
        }
        listener.close()
    }
}
