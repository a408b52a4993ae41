import FleetCore
import Glibc
import Synchronization

/// A child started by `PosixProcessSpawner`. The waiting thread calls `begin` and `awaitEnd`; a second thread runs `StreamServer`.
final class PosixProcess: RunningProcess {
    private struct State {
        var pid: pid_t = 0
        /// Set in the same critical section that reaps the child: from then on its number may belong to somebody else.
        var exit: ProcessExit?
    }

    private let state = Mutex(State())
    private let ended = Signal()
    private let discarded = Signal()
    private let lines: BoundedChannel<ProcessLine>
    private let input = InputQueue()
    private let wake: WakePipe
    private let descriptors: (input: Int32, output: Int32, error: Int32)
    private let maximumLineBytes: Int

    init(input: Int32, output: Int32, error: Int32, lineCapacity: Int, maximumLineBytes: Int) throws {
        wake = try WakePipe()
        lines = BoundedChannel(capacity: max(1, lineCapacity))
        descriptors = (input, output, error)
        self.maximumLineBytes = maximumLineBytes
    }

    var pid: Int32 { state.withLock { $0.pid } }

    func nextLine() async throws -> ProcessLine? {
        let line = try await lines.next()
        wake.ring()
        return line
    }

    func writeLine(_ text: String) throws {
        guard input.append(Array(text.utf8) + [UInt8(ascii: "\n")]) else {
            throw FleetError("process_input", .transient, "writing to process \(pid): it has ended, or does not read its input")
        }
        wake.ring()
    }

    func closeInput() {
        input.close()
        wake.ring()
    }

    func signal(_ number: Int32) {
        state.withLock { state in
            guard state.pid > 0, state.exit == nil else { return }
            Glibc.kill(-state.pid, number)
        }
    }

    func discard() {
        discarded.set()
        kill()
        lines.close()
        wake.ring()
    }

    func waitForExit() async throws -> ProcessExit {
        try await ended.wait()
        return state.withLock { $0.exit } ?? .signalled(9)
    }

    /// On the waiting thread, once the child runs.
    func begin(pid: pid_t) {
        state.withLock { $0.pid = pid }
        if discarded.isSet { kill() }
        let server = StreamServer(
            input: descriptors.input, output: descriptors.output, error: descriptors.error, queue: input, lines: lines, wake: wake, ended: ended,
            discarded: discarded, maximumLineBytes: maximumLineBytes)
        DedicatedThread.start("child-streams") { server.run() }
    }

    /// On the waiting thread: returns when the child has ended and was reaped.
    func awaitEnd() {
        let pid = pid
        var information = siginfo_t()
        // The zombie keeps its number taken, so the group can still be named safely until it is reaped below.
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        state.withLock { state in
            Glibc.kill(-pid, SIGKILL)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            state.exit = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
        }
        input.close()
        ended.set()
        wake.ring()
    }
}
