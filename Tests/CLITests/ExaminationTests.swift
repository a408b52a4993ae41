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
