import FleetCore
import Foundation
import JSON
import Testing

@testable import CLI

@Suite("The command line takes what it knows, and says so of the rest")
struct CommandLineTests {
    private func run(_ words: [String], console: Notes = Notes()) async -> (code: Int32, notes: String) {
        let code = await CommandLineTool.run(words, environment: [:], console: console)
        return (code, console.notes)
    }

    @Test(arguments: [
        ["down", "foo"], ["jobs", "list", "foo"], ["models", "list", "foo"], ["why", "job_1", "foo"], ["permits", "list", "foo"],
        ["doctor", "foo"],
    ])
    func aWordTooManyIsRefusedByNameBeforeAnythingIsDone(words: [String]) async {
        let (code, notes) = await run(words)
        #expect(code == ExitCode.rejected)
        #expect(notes.contains("'foo'"))
    }

    @Test func aJobIsNamedOnce() async throws {
        let arguments = try ArgumentList(["job_1", "--idempotency-key", "K"], options: [SharedOptions.key])
        let error = await expectUsage { try await JobReference.resolve(arguments, waitingIn: nil) { _, _ in .null } }
        #expect(error?.message.contains("job_1") == true)
    }

    @Test func aMissingWordShowsTheUsage() async throws {
        let arguments = try ArgumentList([], options: [])
        let error = await expectUsage { try await JobReference.resolve(arguments, waitingIn: nil) { _, _ in .null } }
        let lines = Complaint.lines(try #require(error), of: WhyCommand())
        #expect(lines.contains("usage: modelops why JOB"))
        #expect(!lines.joined().contains("missing"))
    }

    private func expectUsage(_ body: () async throws -> String) async -> FleetError? {
        do { _ = try await body() } catch let error as FleetError where error.code == "usage" { return error } catch {}
        Issue.record("no usage error")
        return nil
    }

    @Test func aPlaceThatTheMessageNamesIsNotSaidTwice() {
        func line(_ message: String, _ path: String) -> String? {
            Complaint.lines(FleetError("x", .rejected, message, path: path), of: WhyCommand()).first
        }
        #expect(line("there is no such state", "state") == "there is no such state")
        #expect(line("there is no job job_9", "id") == "there is no job job_9")
        #expect(line("expected a text", "train.provider") == "train.provider: expected a text")
    }

    @Test func theHelpOfUpListsEveryFlagAndVariable() async {
        let console = Notes()
        #expect(await run(["up", "--help"], console: console).code == 0)
        for word in ["--http-port", "--kafka-brokers", "--settings", "MODELOPS_STORE_URL", "MODELOPS_SETTINGS"] { #expect(console.output.contains(word), "\(word)") }
    }

    @Test(arguments: ["apply", "diff"])
    func theHelpOfTopicsNamesTheBrokersFlag(verb: String) async {
        let console = Notes()
        #expect(await run(["topics", verb, "--help"], console: console).code == 0)
        #expect(console.output.contains("--kafka-brokers"))
    }

    @Test(arguments: [("--store-url", "MODELOPS_STORE_URL"), ("--kafka-options", "MODELOPS_KAFKA_OPTIONS"), ("--providers", "--settings")])
    func aSettingWithoutAFlagLeadsToItsPlace(flag: String, place: String) async {
        let (code, notes) = await run(["doctor", flag, "x"])
        #expect(code == ExitCode.rejected && notes.contains(place))
    }

    @Test func aFolderIsNoDocument() async {
        let (code, notes) = await run(["submit", "/"])
        #expect(code == ExitCode.rejected && notes.contains("/ is a folder") && !notes.contains("NSError"))
    }

    @Test func anEmptyDocumentLeadsToOneToStartFrom() async throws {
        let path = NSTemporaryDirectory() + IdentifierSource(clock: SystemClock(), random: SystemRandom()).make("empty-") + ".yaml"
        defer { unlink(path) }
        for text in ["", " \n", "# nothing yet\n"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let (code, notes) = await run(["submit", path])
            #expect(code == ExitCode.rejected && notes.contains("next:"), "\(notes)")
        }
    }

    @Test func whatCouldNotBeScoredIsNotMeasured() async throws {
        let path = NSTemporaryDirectory() + IdentifierSource(clock: SystemClock(), random: SystemRandom()).make("predictions-") + ".jsonl"
        defer { unlink(path) }
        try Data(#"{"id": "1", "expected": "a", "answer": "a", "error": "boom"}"#.utf8).write(to: URL(fileURLWithPath: path))
        let console = Notes()
        #expect(await run(["eval", "score", "--predictions", path], console: console).code == 0)
        #expect(console.output.contains("not measured") && !console.output.contains("0.000") && !console.output.contains("1.000"))
        let gated = await run(["eval", "score", "--predictions", path, "--min", "exact_match=0"])
        #expect(gated.code == ExitCode.gatesFailed)
    }

    @Test func aListWithANextPageSaysSo() throws {
        let console = Notes()
        ListEnd.tell(["cursor": "abc"], console)
        #expect(console.notes.contains("--cursor abc"))
        let last = Notes()
        ListEnd.tell(["cursor": .null], last)
        #expect(last.notes.isEmpty)
    }

    @Test func aResultThatCannotBeWrittenIsAFailure() async {
        let (code, notes) = await run(["explain", "job.train"], console: Notes(outputFault: "No space left on device"))
        #expect(code == ExitCode.failed)
        #expect(notes.contains("No space left on device"))
    }
}
