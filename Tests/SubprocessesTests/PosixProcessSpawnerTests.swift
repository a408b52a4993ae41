import FleetCore
import Glibc
import Testing

@testable import Subprocesses

@Suite struct PosixProcessSpawnerTests {
    private let spawner = PosixProcessSpawner()
    private let clock = SystemClock()

    private func shell(_ script: String, maximumLineBytes: Int = 1000) -> ProcessCommand {
        ProcessCommand("sh", ["-c", script], environment: ["GREETING": "hello"], maximumLineBytes: maximumLineBytes)
    }

    @Test func tellsHowAProcessEnded() async throws {
        #expect(try await spawner.run(shell("exit 0")).exit.isSuccess)
        #expect(try await spawner.run(shell("exit 7")).exit == .exited(7))
        #expect(try await spawner.run(shell("kill -9 $$")).exit == .signalled(9))
    }

    @Test func deliversBothStreamsAndOnlyTheGivenEnvironment() async throws {
        let lines = try await spawner.run(shell("echo $GREETING; echo oops >&2; printf '[%s]' \"$HOME\"")).lines
        #expect(lines.contains(ProcessLine(stream: .standardOutput, text: "hello")))
        #expect(lines.contains(ProcessLine(stream: .standardError, text: "oops")))
        #expect(lines.contains(ProcessLine(stream: .standardOutput, text: "[]")))
    }

    @Test func cutsLongLines() async throws {
        let lines = try await spawner.run(shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo after", maximumLineBytes: 10)).lines
        #expect(lines == [.init(stream: .standardOutput, text: "xxxxxxxxxx", isTruncated: true), .init(stream: .standardOutput, text: "after")])
    }

    @Test func aChildThatWritesMoreThanTheBufferHoldsWaitsAndLosesNothing() async throws {
        var command = shell("seq 1 20000")
        command.lineCapacity = 4
        let sum = try await spawner.withProcess(command) { process in
            var sum = 0
            while let line = try await process.nextLine() { sum += Int(line.text) ?? 0 }
            return sum
        }
        #expect(sum == 200_010_000)
    }

    @Test func speaksThroughStandardInput() async throws {
        try await spawner.withProcess(shell("read a; echo got $a; cat")) { process async throws in
            try process.writeLine("one")
            #expect(try await process.nextLine()?.text == "got one")
            try process.writeLine("two")
            process.closeInput()
            #expect(try await process.nextLine()?.text == "two")
            #expect(try await process.nextLine() == nil)
            #expect(try await process.waitForExit().isSuccess)
            #expect(throws: FleetError.self) { try process.writeLine("too late") }
        }
    }

    @Test func aChildThatClosedItsInputCostsNothing() async throws {
        try await spawner.withProcess(shell("exec <&-; echo closed; sleep 100")) { process async throws in
            #expect(try await process.nextLine()?.text == "closed")
            for _ in 0..<3 { try? process.writeLine(String(repeating: "x", count: 100_000)) }
            #expect(try await process.terminate(grace: .seconds(60), clock: clock) == .signalled(15))
        }
    }

    @Test func aKilledGroupLeavesNoGrandchild() async throws {
        let grandchild = try await spawner.withProcess(shell("sleep 1000 & echo $!; wait")) { process async throws in
            let pid = Int32(try await process.nextLine()?.text ?? "") ?? 0
            #expect(Glibc.kill(pid, 0) == 0)
            process.kill()
            #expect(try await process.waitForExit() == .signalled(9))
            return pid
        }
        #expect(await isGone(grandchild))
    }

    @Test func whatAnEndedChildLeftBehindIsKilledToo() async throws {
        let grandchild = try await spawner.withProcess(shell("sleep 1000 >/dev/null 2>&1 & echo $!")) { process async throws in
            let pid = Int32(try await process.nextLine()?.text ?? "") ?? 0
            #expect(try await process.waitForExit() == .exited(0))
            return pid
        }
        #expect(await isGone(grandchild))
    }

    @Test func aChildThatIgnoresSIGTERMIsKilledAfterTheGrace() async throws {
        try await spawner.withProcess(shell("trap '' TERM; echo ready; while :; do sleep 100; done")) { process async throws in
            #expect(try await process.nextLine()?.text == "ready")
            #expect(try await process.terminate(grace: .milliseconds(50), clock: clock) == .signalled(9))
        }
    }

    @Test func leavingTheScopeEndsTheChild() async throws {
        let pid = try await spawner.withProcess(shell("sleep 1000")) { $0.pid }
        #expect(await isGone(pid))
    }

    @Test func cancellationEndsTheWaitAndTheChild() async throws {
        let started = Signal()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await spawner.withProcess(shell("echo up; sleep 1000")) { process async throws in
                        _ = try await process.nextLine()
                        started.set()
                        _ = try await process.waitForExit()
                    }
                }
            }
            try? await started.wait()
            group.cancelAll()
        }
    }

    @Test func aMissingExecutableIsNamedWithAHint() async {
        for name in ["no-such-program", "/no/such/program", "/etc/passwd", "/tmp", ""] {
            do {
                _ = try await spawner.spawn(ProcessCommand(name, environment: [:]))
                Issue.record("\(name) started")
            } catch {
                let error = error as? FleetError
                #expect(error?.code == "executable_missing")
                #expect(error?.disposition == .permanent)
                #expect(error?.hint?.contains("install") == true)
            }
        }
        await #expect(throws: FleetError.self) { try await spawner.spawn(ProcessCommand("sh", environment: [:], workingDirectory: "/no/such")) }
        await #expect(throws: FleetError.self) { try await spawner.spawn(ProcessCommand("sh", ["-c", "a\0b"], environment: [:])) }
    }

    @Test func noDescriptorOfOursReachesAChild() async throws {
        let open = Glibc.open("/dev/null", O_RDONLY)
        defer { close(open) }
        let lines = try await spawner.run(shell("ls /proc/self/fd")).lines.map(\.text)
        #expect(lines.count <= 4, "\(lines)")
    }

    /// A zombie that is being reaped by somebody else counts as gone.
    private func isGone(_ pid: Int32) async -> Bool {
        for _ in 0..<500 {
            guard Glibc.kill(pid, 0) == 0 else { return true }
            guard let status = try? await spawner.run(ProcessCommand("cat", ["/proc/\(pid)/stat"], environment: [:])).lines.first?.text else {
                return true
            }
            if status.contains(") Z ") { return true }
        }
        return false
    }
}
