import FleetCore
import Foundation
import Synchronization

/// A shell that outlives the test run by a moment: it is told which processes were started, and when its input ends, because the run did in
/// whatever way, it kills those that are left and deletes the run's folders.
public final class ProcessSupervisor: Sendable {
    public static let shared = ProcessSupervisor()

    private static let script = """
        trap '' INT TERM HUP PIPE
        folder=$(mktemp -d "${TMPDIR:-/tmp}/modelops-fleet.XXXXXX") || exit 1
        echo "$folder"
        declare -A kept
        while read -r word id; do
            case $word in
                keep) kept[$id]=1 ;;
                forget) unset "kept[$id]" ;;
                show) shown=1 ;;
            esac
        done
        for id in "${!kept[@]}"; do kill -9 "$id" 2>/dev/null; done
        [ -n "$shown" ] || rm -rf "$folder"
        """

    /// The folder of this run; each process gets one below it.
    public let folder: String
    // The writing end of the shell's input closes with this process; writes of a line are atomic, the lock keeps their order.
    private let input = Mutex(Pipe())

    private init() {
        // seam: the guard of the processes that tests start.
        let shell = Process()
        let answer = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        shell.arguments = ["bash", "-c", Self.script]
        shell.standardInput = input.withLock { $0 }
        shell.standardOutput = answer
        shell.standardError = FileHandle.nullDevice
        var line: [UInt8] = []
        if (try? shell.run()) != nil {
            while let byte = answer.fileHandleForReading.readData(ofLength: 1).first, byte != UInt8(ascii: "\n") { line.append(byte) }
        }
        folder = String(decoding: line, as: UTF8.self)
    }

    /// A new folder of this run.
    public func makeFolder(_ name: String) throws -> String {
        guard !folder.isEmpty else {
            throw FleetError("supervisor_missing", .permanent, "no shell guards the processes of the tests", hint: "install bash")
        }
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    func keep(_ process: Int32) { say("keep \(process)") }

    func forget(_ process: Int32) { say("forget \(process)") }

    /// Leaves the run's folder where it is: something failed, and somebody will want to look.
    public func leaveFolder() { say("show") }

    private func say(_ line: String) { input.withLock { $0.fileHandleForWriting.write(Data((line + "\n").utf8)) } }
}
