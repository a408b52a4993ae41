import FleetCore
@testable import Optimizing
import Providers
import Testing

@Suite struct BenchmarkSummaryTests {
    private func request(
        _ row: Int64, _ text: String?, _ milliseconds: Double = 10, tokens: Int = 2, system: BenchmarkRequest.System = .after
    ) -> BenchmarkRequest {
        let answer = text.map { BenchmarkRequest.Answer(text: $0, milliseconds: milliseconds, completionTokens: tokens) }
        return BenchmarkRequest(system: system, row: row, answer: answer)
    }

    @Test func quantilesAreValuesThatWereMeasured() {
        let values = (1...20).map(Double.init)
        #expect(BenchmarkSummary.quantile(values, 0.5) == 10)
        #expect(BenchmarkSummary.quantile(values, 0.95) == 19)
        #expect(BenchmarkSummary.quantile([7], 0.95) == 7)
    }

    @Test func aFailedRequestIsCountedAndNeverScored() throws {
        let summary = try BenchmarkSummary(
            [request(0, " games\n"), request(1, nil), request(2, "doc")], of: .after, bytes: 5, expected: ["games", "perl", "fonts"])
        #expect(summary.failed == 1 && summary.figures.requests == 2)
        #expect(summary.figures.exactMatch == 0.5)
    }

    @Test func withoutExpectedAnswersNothingIsClaimedAboutQuality() throws {
        #expect(try BenchmarkSummary([request(0, "x")], of: .after, bytes: 5, expected: nil).figures.exactMatch == nil)
    }

    @Test func tokensPerSecondCountsTheTimeOfTheOwnRequestsOnly() throws {
        let summary = try BenchmarkSummary(
            [request(0, "x", 500, tokens: 4), request(0, "x", 9000, system: .before), request(1, "x", 500, tokens: 4)], of: .after, bytes: 5,
            expected: nil)
        #expect(summary.figures.tokensPerSecond == 8)
    }

    @Test func withoutAnyAnswerThereAreNoFigures() {
        #expect(throws: FleetError.self) { try BenchmarkSummary([request(0, nil)], of: .after, bytes: 5, expected: nil) }
    }
}
