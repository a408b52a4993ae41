import FleetCore
import Glibc
import Synchronization

/// One connection through a fault proxy: a thread for each direction.
final class ProxyConnection: Sendable {
    private struct State {
        var running = 2
        var isReset = false
        var answered = 0
        /// The next answer is thrown away.
        var losesAnswer = false
    }

    private enum Step { case pass([UInt8]), stop }

    private let client: LoopbackSocket
    private let server: LoopbackSocket
    private let proxy: FaultProxy
    private let state = Mutex(State())

    private static let pieceLimit = 64 * 1024
    /// How soon a fault that is set or healed is noticed.
    private static let lookEvery: Int32 = 10

    init(client: LoopbackSocket, server: LoopbackSocket, proxy: FaultProxy) {
        self.client = client
        self.server = server
        self.proxy = proxy
    }

    func start() {
        // seam: pumping bytes blocks; both threads end with the connection.
        DedicatedThread.start("fault proxy requests") { self.pump(from: self.client, to: self.server, isAnswer: false) }
        DedicatedThread.start("fault proxy answers") { self.pump(from: self.server, to: self.client, isAnswer: true) }
    }

    /// Breaks it off: both sides see a reset.
    func reset() {
        state.withLock { state in
            guard state.running > 0, !state.isReset else { return }
            state.isReset = true
            client.shutDown()
            server.shutDown()
        }
    }

    /// Closes what was never started.
    func abandon() {
        client.close()
        server.close()
    }

    private func pump(from source: LoopbackSocket, to sink: LoopbackSocket, isAnswer: Bool) {
        while !state.withLock({ $0.isReset }) {
            guard proxy.fault != .blackhole else {
                pause(milliseconds: Self.lookEvery)
                continue
            }
            guard source.isReadable(within: Self.lookEvery) else { continue }
            guard proxy.fault != .blackhole else { continue }
            guard let piece = source.read(atMost: limit), case .pass(let bytes) = step(piece, isAnswer: isAnswer), sink.write(bytes) else { break }
        }
        end()
    }

    private var limit: Int {
        if case .slow(let rate) = proxy.fault { return max(rate / 50, 1) }
        return Self.pieceLimit
    }

    /// What becomes of a piece.
    private func step(_ piece: [UInt8], isAnswer: Bool) -> Step {
        if isAnswer, state.withLock({ $0.losesAnswer }) { return resetting() }
        let fault = proxy.fault
        switch fault {
        case .none, .blackhole: return .pass(piece)
        case .latency(let time):
            pause(milliseconds: Int32(clamping: time.inMilliseconds))
            return .pass(piece)
        case .slow:
            pause(milliseconds: 20)
            return .pass(piece)
        case .reset:
            _ = proxy.trigger(fault)
            return resetting()
        case .cut(let count):
            guard isAnswer else { return .pass(piece) }
            let answered = state.withLock { state in
                defer { state.answered += piece.count }
                return state.answered
            }
            guard answered + piece.count >= count else { return .pass(piece) }
            _ = proxy.trigger(fault)
            _ = client.write(Array(piece.prefix(max(count - answered, 0))))
            return resetting()
        case .loseAnswer(let text):
            guard !isAnswer, piece.firstRange(of: Array(text.utf8)) != nil, proxy.trigger(fault) else { return .pass(piece) }
            state.withLock { $0.losesAnswer = true }
            return .pass(piece)
        case .loseRequest(let text):
            guard !isAnswer, piece.firstRange(of: Array(text.utf8)) != nil, proxy.trigger(fault) else { return .pass(piece) }
            return resetting()
        }
    }

    private func resetting() -> Step {
        reset()
        return .stop
    }

    /// The second thread that comes here closes both ends.
    private func end() {
        let (isLast, isReset) = state.withLock { state in
            state.running -= 1
            return (state.running == 0, state.isReset)
        }
        guard isLast else {
            // What the other side still sends has nobody to go to.
            client.shutDown()
            server.shutDown()
            return
        }
        if isReset {
            client.resetOnClose()
            server.resetOnClose()
        }
        client.close()
        server.close()
        proxy.ended(self)
    }

    private func pause(milliseconds: Int32) {
        // seam: a thread of the proxy that has nothing else to do.
        _ = poll(nil, 0, milliseconds)
    }
}
