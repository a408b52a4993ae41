import FleetCore
import Subprocesses
import Synchronization

/// A process that plays its script to whoever reads its lines.
public final class ScriptedProcess: RunningProcess {
    private struct State {
        var request: String?
        var steps: [ScriptedSpawner.Step]?
        var signals: [Int32] = []
        var isDiscarded = false
        var end: ProcessExit?
    }

    public let pid: Int32 = 4711
    public let command: ProcessCommand
    private let script: ScriptedSpawner.Script
    private let state = Mutex(State())
    private let signalled = Signal()
    private let ended = Signal()

    init(command: ProcessCommand, script: @escaping ScriptedSpawner.Script) {
        self.command = command
        self.script = script
    }

    /// The first line of its input.
    public var request: String? { state.withLock { $0.request } }
    public var signals: [Int32] { state.withLock { $0.signals } }
    public var isDiscarded: Bool { state.withLock { $0.isDiscarded } }

    public func nextLine() async throws -> ProcessLine? {
        while let step = try takeStep() {
            switch step {
            case .say(let text): return ProcessLine(stream: .standardOutput, text: text)
            case .complain(let text): return ProcessLine(stream: .standardError, text: text)
            case .act(let body): try body()
            case .untilSignal: try await signalled.wait()
            case .exit(let exit): finish(exit)
            }
        }
        finish(.exited(0))
        return nil
    }

    public func writeLine(_ text: String) throws { state.withLock { $0.request = $0.request ?? text } }
    public func closeInput() {}

    public func signal(_ number: Int32) {
        state.withLock { $0.signals.append(number) }
        if number == 9 { finish(.signalled(9)) }
        signalled.set()
    }

    public func discard() {
        state.withLock { $0.isDiscarded = true }
        finish(.signalled(9))
    }

    public func waitForExit() async throws -> ProcessExit {
        try await ended.wait()
        return state.withLock { $0.end } ?? .exited(0)
    }

    private func finish(_ exit: ProcessExit) {
        state.withLock { $0.end = $0.end ?? exit }
        ended.set()
    }

    private func takeStep() throws -> ScriptedSpawner.Step? {
        let request = state.withLock { $0.steps == nil ? $0.request ?? "" : nil }
        if let request {
            let steps = try script(command, request)
            state.withLock { $0.steps = steps }
        }
        return state.withLock { state in
            guard state.end == nil, state.steps?.isEmpty == false else { return nil }
            return state.steps?.removeFirst()
        }
    }
}
