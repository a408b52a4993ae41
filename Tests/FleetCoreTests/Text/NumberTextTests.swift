import FleetCore
import Testing

@Suite("Every number has a text")
struct NumberTextTests {
    @Test(arguments: [1e300, -1e300, .greatestFiniteMagnitude, .infinity, -.infinity, .nan, 9.3e15, 1e12, .leastNonzeroMagnitude])
    func noneTraps(_ value: Double) {
        for text in [NumberText.short(value), NumberText.fixed(value), NumberText.signed(value), NumberText.whole(value)] {
            #expect(!text.isEmpty && text.utf8.count <= 32)
        }
    }

    @Test func threePlacesStandInColumns() {
        #expect([0, 0.7, -0.0421, 12.3456, -0.0001].map(NumberText.fixed) == ["0.000", "0.700", "-0.042", "12.346", "0.000"])
        #expect([0.7, -0.7, 0].map(NumberText.signed) == ["+0.700", "-0.700", "+0.000"])
    }

    @Test func sentencesHaveNoNeedlessZeros() {
        #expect([0, 1, -0.5, 0.8754, 12_345.6, 0.00001, .nan].map(NumberText.short) == ["0", "1", "-0.5", "0.875", "12345.6", "1e-05", "–"])
        #expect([0.4, 89.6, -3].map(NumberText.whole) == ["0", "90", "-3"])
    }
}
