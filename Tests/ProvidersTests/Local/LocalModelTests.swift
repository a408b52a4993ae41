import FleetCore
import FleetTesting
import Foundation
import JSON
@testable import Providers
import Subprocesses
import Testing

@Suite struct LocalModelEventTests {
    @Test func everyEventOfTheProtocolIsRead() throws {
        #expect(
            try LocalModelEvent(line: #"{"event":"progress","step":3,"of":9,"unit":"step","loss":0.5,"eta_seconds":4}"#)
                == .progress(step: 3, of: 9, unit: "step", figures: ["loss": 0.5, "eta_seconds": 4]))
        #expect(try LocalModelEvent(line: #"{"event":"ready","port":5,"url":"http://127.0.0.1:5"}"#) == .ready(url: "http://127.0.0.1:5"))
        #expect(try LocalModelEvent(line: #"{"event":"error","code":"io","message":"full"}"#) == .failure(code: "io", message: "full"))
        #expect(try LocalModelEvent(line: #"{"event":"weather"}"#) == .unknown("weather"))
    }

    @Test(arguments: ["", "hello", "[1]", "{}", #"{"event":"progress","step":"x","of":1}"#, #"{"event":"ready"}"#])
    func aLineThatIsNoEventIsAnErrorThatNamesTheProtocol(_ line: String) {
        let error = expectFleetError { try LocalModelEvent(line: line) }
        #expect(error?.code == "local_protocol")
    }
}

@Suite struct LocalModelRuntimeTests {
    private let clock = ManualClock()
    /// Holds the scratch folder for the length of a test.
    private let context: RecordingContext
    private var folder: String { context.folder }

    init() throws { context = try RecordingContext(artifacts: MemoryObjectStore(), clock: clock) }

    private func runtime(_ steps: [ScriptedSpawner.Step]) throws -> (LocalModelRuntime, ScriptedSpawner) {
        let spawner = ScriptedSpawner { _, _ in steps }
        return (LocalModelRuntime(settings: try LocalModelFolder.make(in: folder), spawner: spawner, clock: clock), spawner)
    }

    @Test func rankedLabelsComeInTheOrderOfTheRows() async throws {
        let (runtime, _) = try runtime([
            .say(#"{"event":"row","index":1,"label":"b","sums":[-2,-1]}"#), .say(#"{"event":"row","index":0,"label":"a","sums":[-1,-2]}"#),
            .say(#"{"event":"result","rows":2}"#),
        ])
        #expect(try await runtime.rankLabels(folder: "/m", rows: "/r", labels: ["a", "b"]).map(\.best) == ["a", "b"])
    }

    @Test func aMissingAnswerIsNeverAScore() async throws {
        let (runtime, _) = try runtime([.say(#"{"event":"row","index":1,"label":"b","sums":[]}"#), .say(#"{"event":"result","rows":2}"#)])
        let error = await expectFleetError { try await runtime.rankLabels(folder: "/m", rows: "/r", labels: ["a", "b"]) }
        #expect(error?.code == "local_protocol")
    }

    @Test func anExitWithoutAResultIsADeathWithTheLastLines() async throws {
        let (runtime, _) = try runtime([.complain("ImportError: no mlx"), .exit(.exited(1))])
        let error = await expectFleetError { try await runtime.perplexity(folder: "/m", texts: "/t") }
        #expect(error?.code == "local_process_died" && error?.message.contains("no mlx") == true)
    }

    @Test func aServerIsReadyBeforeItsBodyAndGoneAfterIt() async throws {
        let (runtime, spawner) = try runtime([.say(#"{"event":"ready","port":5,"url":"http://127.0.0.1:5"}"#), .untilSignal])
        let server = LocalModelServer(runtime: runtime, lockPath: folder + "/lock")
        let url = try await server.serving("/m.gguf", sha256: "abc") { model in "\(model.baseURL) \(model.name)" }
        #expect(url == "http://127.0.0.1:5 abc")
        #expect(spawner.processes.first?.isDiscarded == true)
    }

    @Test func aServerThatDiesEndsItsBody() async throws {
        let (runtime, _) = try runtime([.say(#"{"event":"ready","port":5,"url":"http://127.0.0.1:5"}"#), .exit(.signalled(9))])
        let server = LocalModelServer(runtime: runtime, lockPath: folder + "/lock")
        let never = Signal()
        let error = await expectFleetError { try await server.serving("/m.gguf", sha256: "abc") { _ in try await never.wait() } }
        #expect(error?.code == "local_process_died")
    }

    @Test func twoHoldersOfAMachineLockExcludeEachOtherUntilTheDeadline() async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let lock = MachineLock(path: folder + "/lock", name: "the server", clock: clock)
        let error = await expectFleetError {
            try await lock.withLock(atMost: .seconds(60)) {
                // The same file opened again: flock tells the two apart as it tells two processes apart.
                try await MachineLock(path: folder + "/lock", name: "the server", clock: clock).withLock(atMost: .zero) {}
            }
        }
        #expect(error?.code == "machine_busy" && error?.disposition == .transient)
        try await lock.withLock(atMost: .zero) {}
    }
}
