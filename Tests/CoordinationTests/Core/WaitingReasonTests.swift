import FleetCore
import Testing

@testable import Coordination

@Suite struct WaitingReasonTests {
    @Test func everyReasonHasWordsForAPerson() {
        let reasons: [WaitingReason] = [
            .budget, .noWorker(.train), .noMatchingWorker(.train, needs: []), .retry, .blocked("the disk is full"), .rateLimit, .brokerUnreachable, .busy(.train),
        ]
        // What is not known there is read as its code, in brackets.
        #expect(reasons.map(\.code).filter { WaitingWords.text(of: $0).hasPrefix("(") } == [])
    }
}
