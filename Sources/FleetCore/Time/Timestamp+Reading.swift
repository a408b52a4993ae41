extension Timestamp {
    /// Reads RFC 3339 (`2026-11-22T02:52:32.123Z`, or an offset such as `+01:00`), rounded to the millisecond; nil when the text is not one.
    /// Read byte by byte: every message carries a time, and a formatter costs more than everything else that is done with it.
    public init?(_ text: String) {
        var bytes = Reading(Array(text.utf8)[...])
        guard let year = bytes.number(4), bytes.take("-"), let month = bytes.number(2), bytes.take("-"), let day = bytes.number(2),
            bytes.take("T") || bytes.take("t"), let hour = bytes.number(2), bytes.take(":"), let minute = bytes.number(2), bytes.take(":"),
            let second = bytes.number(2), let fraction = bytes.fraction(), let offset = bytes.offset(), bytes.isAtEnd
        else { return nil }
        // 60 is a leap second: it counts as the first one of the next minute, as everywhere.
        guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year), hour < 24, minute < 60, second <= 60 else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(milliseconds: seconds * 1000 + fraction)
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 of a date of the proleptic Gregorian calendar (the era arithmetic of Howard Hinnant's `days_from_civil`).
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The text, from left to right.
    private struct Reading {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }

        private mutating func digit() -> Int64? {
            guard let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            rest.removeFirst()
            return Int64(byte - UInt8(ascii: "0"))
        }

        mutating func number(_ digits: Int) -> Int64? {
            var number: Int64 = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                number = number * 10 + digit
            }
            return number
        }

        /// Milliseconds; 0 where there is no fraction, nil where a point has no digit behind it.
        mutating func fraction() -> Int64? {
            guard take(".") else { return 0 }
            guard let first = digit() else { return nil }
            var digits = [first]
            while let next = digit() { digits.append(next) }
            let known = digits.prefix(3).reduce(0) { $0 * 10 + $1 }
            let scaled = digits.count == 1 ? known * 100 : digits.count == 2 ? known * 10 : known
            return scaled + (digits.count > 3 && digits[3] >= 5 ? 1 : 0)
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let isWest = take("-")
            guard isWest || take("+"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
            return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
        }
    }
}
