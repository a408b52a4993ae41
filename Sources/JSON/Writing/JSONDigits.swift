/// Writes numbers digit by digit, without a `String` in between.
enum JSONDigits {
    /// A double tells numbers of fifteen digits apart: one below this with four of them behind the point has no more.
    private static let largest = 1e11
    /// Smaller ones are written with an exponent.
    private static let smallest = 1e-4

    /// Appends decimal digits, the last `places` of them behind a point.
    static func write(_ digits: UInt64, places: Int = 0, isNegative: Bool, to output: inout [UInt8]) {
        // A sign, twenty digits and a point at most, from the last one on.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 22) { text in
            var rest = digits
            var left = places
            var start = text.count
            repeat {
                start -= 1
                text[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
                left -= 1
                if left == 0 {
                    start -= 1
                    text[start] = UInt8(ascii: ".")
                }
            } while rest > 0 || left >= 0
            if isNegative {
                start -= 1
                text[start] = UInt8(ascii: "-")
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
    }

    /// Appends a number that needs at most four digits behind the point, as most that people write do: the same text as its description.
    /// False where it needs more; nothing is appended then.
    static func write(short number: Double, to output: inout [UInt8]) -> Bool {
        let magnitude = number.magnitude
        guard magnitude >= smallest, magnitude < largest else { return false }
        var scale = 1.0
        for places in 1...4 {
            scale *= 10
            let digits = UInt64(magnitude * scale + 0.5)
            // Both are whole, so the quotient is what this text reads as; and no other text of so few digits reads as the same number.
            guard Double(digits) / scale == magnitude else { continue }
            write(digits, places: places, isNegative: number < 0, to: &output)
            return true
        }
        return false
    }
}
