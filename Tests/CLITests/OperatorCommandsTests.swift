import FleetCore
import FleetTesting
import Foundation
import HTTP
import JSON
import Synchronization
import Telemetry
import Testing

@testable import CLI

@Suite("Commands for operators say what the fleet is asked, and how it went")
struct OperatorCommandsTests {
    /// What was called, and the answers to give.
    private final class Fleet: Sendable {
        let calls = Mutex<[String]>([])
        let answers: [String: JSONValue]

        init(_ answers: [String: JSONValue]) { self.answers = answers }

        private func answer(_ request: HTTPRequest) -> HTTPResponse {
            let call = "\(request.method.rawValue) \(request.path)"
            calls.withLock { $0.append(request.body.isEmpty ? call : call + " " + String(decoding: request.body, as: UTF8.self)) }
            return .json(answers[call] ?? .null)
        }

        func routes() -> [HTTPRoute] {
            let handler: HTTPRoute.Handler = { self.answer($0) }
            return [
                HTTPRoute(.get, "/v1/audit/verify", operationID: "1", role: nil, handler: handler),
                HTTPRoute(.get, "/v1/dead-letters", operationID: "2", role: nil, handler: handler),
                HTTPRoute(.get, "/v1/dead-letters/{letter}", operationID: "3", role: nil, handler: handler),
                HTTPRoute(.post, "/v1/dead-letters/{letter}/replay", operationID: "4", role: nil, handler: handler),
                HTTPRoute(.post, "/v1/dead-letters/{letter}/park", operationID: "5", role: nil, handler: handler),
                HTTPRoute(.get, "/v1/permits", operationID: "6", role: nil, handler: handler),
                HTTPRoute(.post, "/v1/permits/{intent}/resolve", operationID: "7", role: nil, handler: handler),
            ]
        }
    }

    private final class Lines: Console {
        let printed = Mutex<[String]>([])
        let noted = Mutex<[String]>([])
        var isTerminal: Bool { false }
        func print(_ line: String) { printed.withLock { $0.append(line) } }
        func note(_ line: String) { noted.withLock { $0.append(line) } }
        func redraw(_ lines: [String]) {}
        var text: String { printed.withLock { $0.joined(separator: "\n") } }
    }

    private struct Ending {
        var code: Int32 = -1
        var output = ""
        var calls: [String] = []
    }

    /// Runs a command against a fleet that answers so.
    private func run(_ words: [String], _ answers: [String: JSONValue] = [:]) async throws -> Ending {
        let fleet = Fleet(answers)
        let server = HTTPServer(routes: fleet.routes(), clock: SystemClock(), logger: Logger(label: "test", sink: SilentLogSink()))
        let shutdown = Signal()
        let lines = Lines()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            IdentifierSource(clock: SystemClock(), random: SystemRandom()).make("operator-"))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let code = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(until: shutdown) }
            let endpoint = FleetEndpoint(
                url: "http://127.0.0.1:\(try await server.port())", brokers: "", token: "t", fleet: "default", pid: nil)
            try Data(try JSONCoding.encode(endpoint)).write(to: folder.appendingPathComponent("endpoint.json"))
            let code = await CommandLineTool.run(words + ["--context", folder.path], environment: [:], console: lines)
            shutdown.set()
            try await group.waitForAll()
            return code
        }
        return Ending(code: code, output: lines.text, calls: fleet.calls.withLock { $0 })
    }

    @Test func anIntactHistoryEndsWithZeroAndTheLineToKeep() async throws {
        let answer: JSONValue = ["intact": true, "complete": true, "verified": 7, "through": 7, "head": ["number": 7, "digest": "abc", "older": 0]]
        let ending = try await run(["audit", "verify"], ["GET /v1/audit/verify": answer])
        #expect(ending.code == 0)
        #expect(ending.output.contains("--expect 7:abc"))
    }

    @Test func aBrokenHistoryEndsWithOneAndNamesTheRecord() async throws {
        let answer: JSONValue = [
            "intact": false, "complete": true, "verified": 2, "through": 2, "fault": ["kind": "edited", "number": 3, "message": "record 3 was edited"],
        ]
        let ending = try await run(["audit", "verify"], ["GET /v1/audit/verify": answer])
        #expect(ending.code == 1)
        #expect(ending.output.contains("record 3 was edited"))
    }

    @Test func aListOfLettersIsATable() async throws {
        let letter: JSONValue = [
            "id": "dl_1", "state": "new", "reason": "json_invalid", "origin": ["topic": "modelops.jobs", "partition": 2, "offset": 17], "attempt": 1,
            "bytes": 30, "preview": "{\"xxxx\": ", "created_at": "2026-01-01T00:00:00Z",
        ]
        let ending = try await run(["dlq", "list", "--state", "new"], ["GET /v1/dead-letters": ["dead_letters": [letter]]])
        #expect(ending.code == 0)
        #expect(ending.output.contains("modelops.jobs/2@17"))
        #expect(ending.calls == ["GET /v1/dead-letters"])
    }

    @Test func controlCharactersOfAStrangersMessageDoNotReachTheTerminal() async throws {
        let ending = try await run(["dlq", "show", "dl_1"], ["GET /v1/dead-letters/dl_1": ["id": "dl_1", "body": ["text": "\u{1B}[2J"]]])
        #expect(ending.code == 0)
        #expect(!ending.output.contains("\u{1B}"))
    }

    @Test func aReplaySaysWhetherAnythingWasSent() async throws {
        let path = "POST /v1/dead-letters/dl_1/replay"
        let sent = try await run(["dlq", "replay", "dl_1", "--bare"], [path: ["sent": true, "origin": ["topic": "modelops.jobs"]]])
        #expect(sent.calls == [path + #" {"bare":true}"#])
        #expect(sent.output == "sent to modelops.jobs again")
        let again = try await run(["dlq", "replay", "dl_1"], [path: ["sent": false]])
        #expect(again.output.contains("nothing is sent a second time"))
    }

    @Test func parkingAndResolvingNeedAReason() async throws {
        #expect(try await run(["dlq", "park", "dl_1"]).code == 2)
        #expect(try await run(["permits", "resolve", "i1", "--not-created"]).code == 2)
        let parked = try await run(["dlq", "park", "dl_1", "--reason", "done"])
        #expect(parked.calls == [#"POST /v1/dead-letters/dl_1/park {"reason":"done"}"#])
    }

    @Test func aDecisionAboutAPermitIsOneOfTwo() async throws {
        let path = "POST /v1/permits/i1/resolve"
        let exists = try await run(["permits", "resolve", "i1", "--remote-id", "ft-1", "--reason", "seen"], [path: ["state": "settled"]])
        #expect(exists.calls.first?.contains(#""remote_id":"ft-1""#) == true)
        #expect(exists.output == "i1 is settled")
        let never = try await run(["permits", "resolve", "i1", "--not-created", "--reason", "asked"], [path: ["state": "released"]])
        #expect(never.calls.first?.contains(#""created":false"#) == true)
        let both = try await run(["permits", "resolve", "i1", "--not-created", "--remote-id", "x", "--reason", "asked"])
        #expect(both.code == 2)
        #expect(both.calls.isEmpty)
    }

    @Test func permitsOfAStateAreListed() async throws {
        let permit: JSONValue = ["intent": "i1", "state": "unknown", "job_id": "job_1", "reserved": "25.00 USD", "spent": "0.00 USD"]
        let ending = try await run(["permits", "list", "--state", "unknown"], ["GET /v1/permits": ["permits": [permit]]])
        #expect(ending.code == 0)
        #expect(ending.output.contains("25.00 USD"))
    }
}
