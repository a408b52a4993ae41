import FleetCore
import Glibc

/// Starts processes with `posix_spawn`. Each child has two threads of ours: one that started it and waits for its end, one that serves its streams.
///
/// A child dies with us: `setpriv --pdeathsig KILL` (util-linux) is put before the command where the machine has it. The signal comes at the death of the
/// *thread* that started the child, which is why the waiting thread is the one. Without `setpriv` the end of file on its standard input is all a child gets.
public struct PosixProcessSpawner: ProcessSpawner {
    public init() {}

    public func spawn(_ command: ProcessCommand) async throws -> any RunningProcess {
        let path = command.environment["PATH"]
        let executable = try ExecutableLookup.resolve(command.executable, path: path)
        var arguments = [executable] + command.arguments
        var program = executable
        if let setpriv = ExecutableLookup.find("setpriv", path: ExecutableLookup.defaultPath) {
            arguments = ["setpriv", "--pdeathsig", "KILL", "--"] + arguments
            program = setpriv
        }
        if arguments.contains(where: { $0.utf8.contains(0) }) || command.environment.contains(where: { "\($0.key)\($0.value)".utf8.contains(0) }) {
            throw FleetError("spawn_failed", .rejected, "starting \(command.executable): an argument or variable contains a zero byte")
        }
        if let folder = command.workingDirectory, access(folder, X_OK) != 0 {
            throw FleetError("spawn_failed", .permanent, "starting \(command.executable): the folder \(folder) cannot be entered")
        }
        let pipes = try ChildPipes.make()
        let process: PosixProcess
        do {
            process = try PosixProcess(
                input: pipes.input.ours, output: pipes.output.ours, error: pipes.error.ours, lineCapacity: command.lineCapacity,
                maximumLineBytes: command.maximumLineBytes)
        } catch {
            pipes.closeChildEnds()
            pipes.closeOurEnds()
            throw error
        }
        let call = PosixSpawnCall(
            path: program, arguments: arguments, environment: command.environment, workingDirectory: command.workingDirectory, pipes: pipes)
        let outcome = SpawnOutcome()
        DedicatedThread.start("child-wait") {
            let result = call.run()
            pipes.closeChildEnds()
            outcome.errorNumber.withLock { $0 = result.error }
            guard result.error == 0 else {
                pipes.closeOurEnds()
                outcome.isKnown.set()
                return
            }
            process.begin(pid: result.pid)
            outcome.isKnown.set()
            process.awaitEnd()
        }
        do {
            try await outcome.isKnown.wait()
        } catch {
            // Cancelled between the request and the start: the child, if there is one, must not stay.
            process.discard()
            throw error
        }
        let number = outcome.errorNumber.withLock { $0 }
        guard number == 0 else {
            throw FleetError("spawn_failed", .transient, "starting \(command.executable): \(String(cString: strerror(number)))")
        }
        return process
    }
}
