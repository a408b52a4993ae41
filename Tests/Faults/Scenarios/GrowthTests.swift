import Testing

struct GrowthTests {
    private func growth(minutes: Double, _ megabytes: (Double) -> Double) -> Growth {
        var growth = Growth()
        for step in 0...Int(minutes * 12) {
            let seconds = Double(step) * 5
            growth.take(megabytes: megabytes(seconds), descriptors: 20, at: seconds)
        }
        return growth
    }

    @Test("What a process takes while it warms up is no growth; what it takes without end is")
    func slope() {
        let flat = growth(minutes: 30) { min($0, 120) }
        #expect(abs(flat.megabytesPerHour) < 0.001 && flat.descriptorsPerHour == 0)
        let leak = growth(minutes: 30) { 100 + $0 / 60 }
        #expect(abs(leak.megabytesPerHour - 60) < 0.001)
    }

    @Test("Over half an hour the limits stand; over minutes a process may breathe, and a leak of megabytes a minute is still seen")
    func limits() {
        #expect(growth(minutes: 30) { _ in 0 }.limits(megabytes: 40, descriptors: 10) == (40, 10))
        let short = growth(minutes: 3) { 100 + $0 / 20 }
        let limits = short.limits(megabytes: 40, descriptors: 10)
        #expect(limits.megabytes > 100 && limits.megabytes < 120)
        #expect(short.megabytesPerHour > limits.megabytes)
    }
}
