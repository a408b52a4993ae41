import Testing

@testable import Evaluating

@Suite struct StatisticsTests {
    @Test func wilsonAgreesWithPublishedValues() {
        // Newcombe 1998, table 1: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        let expected: [(Double, Int, Double, Double)] = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)]
        for (right, items, low, high) in expected {
            let interval = WilsonInterval.of(right: right, items: items)
            #expect(abs(interval.low - low) < 0.0001 && abs(interval.high - high) < 0.0001, "\(right)/\(items): \(interval)")
        }
    }

    @Test func mcNemarIsTheExactBinomialTest() {
        #expect(McNemarTest.pValue(onlyFirst: 0, onlySecond: 0) == 1)
        #expect(McNemarTest.pValue(onlyFirst: 5, onlySecond: 5) == 1)
        #expect(abs(McNemarTest.pValue(onlyFirst: 6, onlySecond: 0) - 2.0 / 64) < 1e-12)
        #expect(abs(McNemarTest.pValue(onlyFirst: 9, onlySecond: 1) - 2 * 11.0 / 1024) < 1e-12)
        #expect(McNemarTest.pValue(onlyFirst: 4000, onlySecond: 3000) < 1e-20)
    }

    @Test func moreItemsAreAskedForWhenTheDifferenceIsSmall() {
        let small = McNemarTest.itemsNeeded(onlyFirst: 11, onlySecond: 9, items: 240) ?? 0
        let large = McNemarTest.itemsNeeded(onlyFirst: 30, onlySecond: 10, items: 240) ?? 0
        #expect(small > 10 * large)
        #expect(McNemarTest.itemsNeeded(onlyFirst: 7, onlySecond: 7, items: 240) == nil)
    }

    @Test func theBootstrapRepeatsItselfAndHoldsTheMean() {
        let values = (0..<50).map { Double($0 % 5) }
        let mean = { (drawn: [Int]) in drawn.reduce(0.0) { $0 + values[$1] } / Double(drawn.count) }
        let first = PairedBootstrap().interval(items: 50, mean)
        #expect(first == PairedBootstrap().interval(items: 50, mean))
        #expect(first.low < 2 && first.high > 2 && first.low > 1.4 && first.high < 2.6)
    }
}
