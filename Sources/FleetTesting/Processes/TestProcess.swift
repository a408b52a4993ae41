import FleetCore
import Foundation
import Glibc
import Synchronization

/// A real process that a test started: its output, its end, and the means to end it.
public final class TestProcess: Sendable {
    /// How a process ended.
    public enum End: Sendable, Equatable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        public var description: String {
            switch self {
            case .exited(let code): "exit code \(code)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    private final class Ending: Sendable {
        let value = Mutex<End?>(nil)
        let signal = Signal()
    }

    public let name: String
    public let id: Int32
    /// Its working folder.
    public let folder: String
    /// What it wrote to standard output.
    public let output: ProcessOutput
    /// What it wrote to standard error: for ours, the log.
    public let log: ProcessOutput
    private let ending: Ending
    // The open input of a process that ends when its input does; only held.
    private let input: Mutex<Pipe?>

    /// Starts a program in a folder of its own.
    /// - Parameters:
    ///   - environment: the whole of it but PATH, HOME and the language.
    ///   - text: written to its standard input, which then ends; nil leaves the input open.
    public init(
        _ name: String, program: String, _ arguments: [String], folder: String, environment: [String: String] = [:], input text: String? = ""
    ) throws {
        self.name = name
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let ending = Ending()
        // seam: the processes of the end-to-end tests.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = ["PATH": path, "HOME": folder, "LANG": "C.UTF-8"].merging(environment) { _, new in new }
        let pipes = (input: Pipe(), output: Pipe(), log: Pipe())
        process.standardInput = pipes.input
        process.standardOutput = pipes.output
        process.standardError = pipes.log
        process.terminationHandler = { process in
            let code = process.terminationStatus
            ending.value.withLock { $0 = process.terminationReason == .uncaughtSignal ? .killed(signal: code) : .exited(code) }
            ProcessSupervisor.shared.forget(process.processIdentifier)
            ending.signal.set()
        }
        self.ending = ending
        output = ProcessOutput(name: name)
        log = ProcessOutput(name: name)
        try process.run()
        id = process.processIdentifier
        ProcessSupervisor.shared.keep(id)
        let file = "\(folder)/\(name).log"
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        output.read(pipes.output.fileHandleForReading, copyingTo: nil)
        log.read(pipes.log.fileHandleForReading, copyingTo: FileHandle(forWritingAtPath: file))
        input = Mutex(text == nil ? pipes.input : nil)
        if let text {
            pipes.input.fileHandleForWriting.write(Data(text.utf8))
            pipes.input.fileHandleForWriting.closeFile()
        }
    }

    /// Whether it still runs.
    public var isRunning: Bool { !ending.signal.isSet }

    public func signal(_ number: Int32) { if isRunning { Glibc.kill(id, number) } }

    /// Waits for its end and the last line of its output.
    /// - Throws: `FleetError` `timed_out`.
    public func end(within limit: Duration = .seconds(60)) async throws -> End {
        try await SystemClock().withTimeout(limit, waitingFor: "the end of \(name)") {
            try await self.ending.signal.wait()
            try await self.output.ended()
            try await self.log.ended()
        }
        return ending.value.withLock { $0 } ?? .exited(-1)
    }

    /// SIGTERM, and the end that it leads to; `kill -9` where it leads to none.
    public func stop(within limit: Duration = .seconds(30)) async throws -> End {
        signal(SIGTERM)
        do {
            return try await end(within: limit)
        } catch {
            try await kill()
            throw error
        }
    }

    /// `kill -9`; returns when it is gone.
    public func kill() async throws {
        signal(SIGKILL)
        try await ending.signal.wait()
    }

    /// Runs a program to its end.
    public static func run(
        _ name: String, program: String, _ arguments: [String], folder: String, environment: [String: String] = [:], input: String? = "",
        within limit: Duration = .seconds(60)
    ) async throws -> (end: End, output: String, log: String) {
        let process = try TestProcess(name, program: program, arguments, folder: folder, environment: environment, input: input)
        do {
            let end = try await process.end(within: limit)
            return (end, process.output.text, process.log.text)
        } catch {
            process.signal(SIGKILL)
            throw error
        }
    }
}
