import FleetTesting
import Foundation
import Testing

@Suite("The checker of all runs")
struct CheckerTests {
    @Test func anHonestHistoryIsCleanAndEverythingInItWasLookedAt() {
        let verdict = Checker.check(HonestHistory.ledgers, HonestHistory.expectations)
        #expect(verdict.isClean, "\(verdict.text)")
        #expect(Invariant.allCases.allSatisfy { (verdict.checked[$0] ?? 0) > 0 })
    }

    @Test(arguments: SeededAnomaly.all)
    func eachAnomalyIsFoundAndCalledByItsName(_ anomaly: SeededAnomaly) {
        var ledgers = HonestHistory.ledgers
        anomaly.spoil(&ledgers)
        #expect(ledgers != HonestHistory.ledgers)
        let found = Checker.check(ledgers, HonestHistory.expectations).violations(of: anomaly.invariant)
        #expect(found.contains { $0.anomaly == anomaly.anomaly }, "\(found)")
    }

    @Test func everyInvariantHasAnAnomalyThatItMustFind() {
        #expect(Set(SeededAnomaly.all.map(\.invariant)) == Set(Invariant.allCases))
    }

    @Test func ledgersComeBackFromTheirFilesAsTheyWereWrittenWithoutALineThatACrashCut() throws {
        let path = NSTemporaryDirectory() + "ledgers-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = LedgerFolder(path)
        try folder.write(HonestHistory.ledgers)
        #expect(try folder.read() == HonestHistory.ledgers)
        let handle = try #require(FileHandle(forWritingAtPath: path + "/calls.jsonl"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"operation\": \"cre".utf8))
        try handle.close()
        #expect(try folder.read() == HonestHistory.ledgers)
    }

    @Test func aVerdictPrintsCountsForEveryInvariant() {
        let text = Checker.check(HonestHistory.ledgers, HonestHistory.expectations).text
        for invariant in Invariant.allCases { #expect(text.contains(invariant.rawValue + "  checked")) }
    }
}
