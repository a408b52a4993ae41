import FleetCore
import Subprocesses
import Synchronization

/// Starts nothing: its processes play a script, written by the test for each command.
public final class ScriptedSpawner: ProcessSpawner {
    public enum Step: Sendable {
        /// A line on standard output.
        case say(String)
        /// A line on standard error.
        case complain(String)
        /// Something that the process does meanwhile, such as writing a file.
        case act(@Sendable () throws -> Void)
        /// Goes on once it gets a signal.
        case untilSignal
        case exit(ProcessExit)
    }

    public typealias Script = @Sendable (_ command: ProcessCommand, _ request: String) throws -> [Step]

    private let script: Script
    private let started = Mutex<[ScriptedProcess]>([])

    /// - Parameter script: gets the command and the first line of its input.
    public init(script: @escaping Script) { self.script = script }

    /// All processes, in the order of their start.
    public var processes: [ScriptedProcess] { started.withLock { $0 } }

    public func spawn(_ command: ProcessCommand) async throws -> any RunningProcess {
        let process = ScriptedProcess(command: command, script: script)
        started.withLock { $0.append(process) }
        return process
    }
}
