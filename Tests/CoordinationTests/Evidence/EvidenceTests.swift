import FleetCore
import JSON
import JobDocument
import Testing

@testable import Coordination

@Suite struct EvidenceTests {
    private func card(_ members: String, _ outcome: EvaluationReport.GateResult.Outcome? = .passed) throws -> EvidenceCard {
        let job = try JobDocument(try JSONReader.parse(Samples.job(members))).specification
        return EvidenceCard.make(
            job: job, data: Samples.sanitized(), training: Samples.trained, optimization: Samples.optimized,
            evaluation: job.evaluation == nil ? nil : Samples.evaluated(outcome).report, materialized: nil,
            paid: .init(cost: .zero(), permits: 0, budget: nil))
    }

    @Test func theCardSaysThatNaiveBayesWon() throws {
        let text = EvidenceText.render(try card(#""labels": {}"#))
        #expect(text.contains("tuned against naive Bayes, exact_match: worse (-0.02, 95 % [-0.05, -0.001], 240 items, p 0.04)"))
        #expect(text.contains("210 of 240, 1 errors"))
        #expect(text.contains("perplexity of general: 20 before, 24 after (20 %)"))
        #expect(text.contains("0.00 USD, permits 0"))
        #expect(text.contains("rows: 80 train, 10 validation, 10 test (of 105 read)"))
        #expect(text.contains("email 3, in 2 rows"))
        #expect(text.contains("before") && text.contains("after") && text.contains("150 MB"))
        #expect(text.contains("one item could not be asked"))
    }

    @Test func aDatasheetsClaimIsCheckedAgainstTheScan() throws {
        let members = Samples.shortest.replacing(
            #""sources""#, with: #""datasheet": {"source": "a", "license": "b", "redaction": "pii_removed"}, "sources""#)
        let job = try JobDocument(try JSONReader.parse(members)).specification
        let claims = DataEvidence(Samples.sanitized(), datasheet: job.dataset.datasheet).claims
        #expect(claims.count == 1 && claims[0].holds == false && claims[0].finding == "the scan found 3 places in 2 rows")
    }

    @Test func whatWasSwitchedOffIsSaid() throws {
        let off = try card(#""sanitize": false, "evaluate": false"#)
        #expect(off.switchedOff.count == 2 && off.verdict == .notEvaluated)
        let text = EvidenceText.render(off)
        #expect(text.contains("sanitize is false: nothing was removed") && text.contains("nothing was measured"))
        #expect(try card(#""promote": {"when": "always"}"#).switchedOff.count == 1)
    }

    @Test func aGateThatCouldNotBeJudgedIsNoPass() throws {
        #expect(try card(#""labels": {}"#, .error).verdict == .gatesFailed)
        #expect(try card(#""labels": {}"#, nil).verdict == .noGates)
    }

    @Test func numbersAreShort() {
        #expect([0.0, 1, -0.5, 0.8754, 12_345.6, 0.00001, .nan].map(NumberText.short) == ["0", "1", "-0.5", "0.875", "12345.6", "1e-05", "–"])
    }
}
