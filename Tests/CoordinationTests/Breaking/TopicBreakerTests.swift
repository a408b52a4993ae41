import FleetCore
import Testing

@testable import Coordination

@Suite("A breaker tells a bad release from a bad sender")
struct TopicBreakerTests {
    private static let start = MonotonicInstant(nanoseconds: 0)
    private let policy = BreakerPolicy(failures: 5, share: 1, window: .seconds(60), pause: .seconds(30))

    private func at(_ seconds: Int) -> MonotonicInstant { Self.start + .seconds(seconds) }

    /// - Parameter documents: what is refused, one a second.
    private func refusing(_ documents: [UInt64], _ code: FleetError.Code = "unknown_value", policy: BreakerPolicy? = nil) -> TopicBreaker {
        var breaker = TopicBreaker(policy: policy ?? self.policy)
        for (second, document) in documents.enumerated() { breaker.refused(code, document: document, at: at(second)) }
        return breaker
    }

    @Test func differentDocumentsRefusedForOneReasonTripIt() {
        #expect(refusing([1, 2, 3, 4]).allows)
        let breaker = refusing([1, 2, 3, 4, 5])
        #expect(!breaker.allows)
        #expect(breaker.state == .open(until: at(34)))
        #expect(breaker.reason == "unknown_value")
    }

    @Test func oneMessageSentAgainAndAgainDoesNot() {
        #expect(refusing([UInt64](repeating: 1, count: 1000)).allows)
    }

    @Test func faultsOfManyKindsDoNot() {
        var breaker = TopicBreaker(policy: policy)
        for number in 0..<100 { breaker.refused(FleetError.Code(rawValue: "code_\(number % 25)"), document: UInt64(number), at: at(0)) }
        #expect(breaker.allows)
    }

    @Test func oneGoodDocumentBetweenProvesTheRelease() {
        var breaker = refusing([1, 2, 3, 4])
        breaker.accepted(at: at(4))
        breaker.refused("unknown_value", document: 5, at: at(5))
        #expect(breaker.allows)
    }

    @Test func whatLiesBehindTheWindowIsForgotten() {
        var breaker = refusing([1, 2, 3, 4])
        breaker.refused("unknown_value", document: 5, at: at(62))
        #expect(breaker.allows)
        breaker = TopicBreaker(policy: policy)
        breaker.accepted(at: at(0))
        for number in 1...5 { breaker.refused("unknown_value", document: UInt64(number), at: at(60 + number)) }
        #expect(!breaker.allows)
    }

    @Test func aSmallerShareToleratesSomeGoodOnes() {
        let tolerant = BreakerPolicy(failures: 5, share: 0.8, window: .seconds(60), pause: .seconds(30))
        var breaker = TopicBreaker(policy: tolerant)
        breaker.accepted(at: at(0))
        for number in 1...5 { breaker.refused("unknown_value", document: UInt64(number), at: at(number)) }
        #expect(!breaker.allows)
        breaker = TopicBreaker(policy: tolerant)
        for second in 0..<2 { breaker.accepted(at: at(second)) }
        for number in 1...5 { breaker.refused("unknown_value", document: UInt64(number), at: at(number)) }
        #expect(breaker.allows)
    }

    @Test func afterThePauseOneMessageIsTriedAndDecides() {
        var breaker = refusing([1, 2, 3, 4, 5])
        let early = breaker.wake(at: at(33))
        #expect(!early)
        let inTime = breaker.wake(at: at(34))
        #expect(inTime)
        #expect(breaker.state == .probing)
        breaker.refused("other", document: 9, at: at(40))
        #expect(breaker.state == .open(until: at(70)))
        let again = breaker.wake(at: at(70))
        #expect(again)
        breaker.accepted(at: at(71))
        #expect(breaker.state == .closed)
        #expect(breaker.reason == nil)
    }

    @Test func noneIsEverTrippedWhereItIsSwitchedOff() {
        let off = BreakerPolicy(failures: 0, share: 1, window: .seconds(60), pause: .seconds(30))
        #expect(refusing((0..<1000).map { UInt64($0) }, policy: off).allows)
    }

    @Test func memoryIsBounded() {
        var breaker = TopicBreaker(policy: policy)
        for number in 0..<10_000 { breaker.accepted(at: at(number / 1000)) }
        #expect(breaker.remembered <= 2049)
    }
}
