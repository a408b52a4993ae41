import FleetCore
import Foundation
import Synchronization

/// A shell that keeps a server: it does what it reads on its input, says `done` after each command, and when its input ends, because the test
/// process ended in whatever way, it stops the server and deletes its data.
/// `@unchecked Sendable`: the process and its pipes are used under `turn`, one command at a time.
final class ServerSupervisor: @unchecked Sendable {
    private final class Lines: Sendable { let lines = Mutex<[String]>([]) }

    // seam: a test server, started outside the code under test.
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let turn = Mutex(())

    /// - Parameter arguments: `$1`, `$2`, ... of the script, which first starts the server.
    init(script: String, arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        process.arguments = ["bash", "-c", script, "supervisor"] + arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Sends a command (nil: only waits for the start) and gives the lines up to its end.
    func answer(to command: String?) async throws -> [String] {
        let done = Signal()
        let answer = Lines()
        // seam: reading a pipe blocks; the thread ends with the command.
        Thread(block: {
            self.turn.withLock { _ in
                if let command { self.input.fileHandleForWriting.write(Data((command + "\n").utf8)) }
                answer.lines.withLock { $0 = self.readUntilDone() }
                done.set()
            }
        }).start()
        try await done.wait()
        return answer.lines.withLock { $0 }
    }

    func end() { input.fileHandleForWriting.closeFile() }

    private func readUntilDone() -> [String] {
        var text = ""
        while !text.hasSuffix("done\n") {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { break }
            text += String(decoding: data, as: UTF8.self)
        }
        return text.split(separator: "\n").map { String($0) }
    }
}
