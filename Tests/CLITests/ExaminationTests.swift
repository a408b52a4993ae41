import FleetCore
import FleetHost
import FleetTesting
import Foundation
import Testing

@testable import CLI

@Suite("The doctor says what it did not look at, and what is gone")
struct ExaminationTests {
    private func findings(of endpoint: FleetEndpoint?, _ arguments: [String] = []) async throws -> [Finding] {
        let clock = SystemClock()
        let context = CommandContext(
            console: Notes(), clock: clock, identifiers: IdentifierSource(clock: clock, random: SystemRandom()),
            settings: try SettingsReader(.modelops).read(arguments: arguments, environment: [:]), environment: [:])
        return await Examination(context: context, endpoint: endpoint).all()
    }

    @Test func withoutAFleetEachPartThatIsNotCheckedStandsThere() async throws {
        let skipped = try await findings(of: nil).filter { $0.state == .skipped }.map(\.subject)
        #expect(skipped == ["broker", "topics", "coordinator"])
        let console = Notes()
        _ = await CommandLineTool.run(["doctor", "--context", "/nowhere"], environment: [:], console: console)
        #expect(console.output.contains("not checked: broker, topics, coordinator"))
    }

    @Test func withoutAFleetToCheckTheDoctorSaysSoAndDoesNotCallItWell() async throws {
        for arguments in [["doctor", "--context", "/nowhere"], ["doctor", "--json", "--context", "/nowhere"]] {
            let console = Notes()
            let code = await CommandLineTool.run(arguments, environment: [:], console: console)
            #expect(code == ExitCode.unreachable)
            #expect(console.notes.contains("no broker is named and no fleet is known here"), "\(console.notes)")
            #expect(console.notes.contains("modelops up") && console.notes.contains("--kafka-brokers"), "\(console.notes)")
        }
    }

    @Test func whatIsWrongWithTheBrokersSettingsOrTheFleetsFileIsSaidAndNotCalledAbsent() async throws {
        let broker = try await findings(of: nil, ["--kafka-brokers", "127.0.0.1:1", "--kafka-sasl-mechanism", "PLAIN"]).first { $0.subject == "broker" }
        #expect(broker?.state == .bad && broker?.line.contains("kafka.sasl_user") == true)
        let folder = NSTemporaryDirectory() + "endpoint-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/endpoint.json"))
        let console = Notes()
        let code = await CommandLineTool.run(["doctor", "--context", folder], environment: [:], console: console)
        #expect(code == ExitCode.failed && console.output.contains("endpoint.json"))
    }

    @Test func topicsOfAFleetThatIsNamedAndNotThereAreNotThoseOfAnother() async throws {
        let console = Notes()
        let code = await CommandLineTool.run(["topics", "diff", "--context", "/nowhere"], environment: [:], console: console)
        #expect(code == ExitCode.unreachable && console.notes.contains("/nowhere"))
    }

    @Test func artifactsThatAreGoneUnderARunningFleetAreBad() async throws {
        func storage(_ pid: Int32?) async throws -> Finding? {
            let endpoint = FleetEndpoint(url: "http://127.0.0.1:1", brokers: "", token: "t", fleet: "default", pid: pid)
            return try await findings(of: endpoint, ["--storage-artifacts", "/nowhere/artifacts"]).first { $0.subject == "storage" }
        }
        let here = try await storage(ProcessInfo.processInfo.processIdentifier)
        #expect(here?.state == .bad && here?.advice?.contains("backup") == true)
        #expect(try await storage(nil)?.state == .doubtful)
    }
}
