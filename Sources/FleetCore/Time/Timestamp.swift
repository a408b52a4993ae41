/// A point in calendar time, to the millisecond, for storage and messages; durations are measured with `MonotonicInstant`.
/// On the wire it is RFC 3339 in UTC (`2026-11-22T02:52:32.123Z`).
public struct Timestamp: Comparable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    public func advanced(by duration: Duration) -> Timestamp { Timestamp(milliseconds: milliseconds + duration.inMilliseconds) }

    public var description: String {
        let days = (milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000
        let inDay = milliseconds - days * 86_400_000
        let date = Timestamp.civil(fromDays: days)
        let parts: [(number: Int64, width: Int, mark: Unicode.Scalar)] = [
            (date.year, 4, "-"), (date.month, 2, "-"), (date.day, 2, "T"), (inDay / 3_600_000, 2, ":"), (inDay / 60_000 % 60, 2, ":"),
            (inDay / 1000 % 60, 2, "."), (inDay % 1000, 3, "Z"),
        ]
        var text: [UInt8] = []
        text.reserveCapacity(24)
        for part in parts {
            Self.append(part.number, width: part.width, to: &text)
            text.append(UInt8(ascii: part.mark))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Digits with zeros before them, byte by byte: every message and row carries a time.
    private static func append(_ number: Int64, width: Int, to text: inout [UInt8]) {
        guard number >= 0, number < 10_000 else {
            let digits = String(number)
            text += String(repeating: "0", count: max(0, width - digits.count)).utf8
            return text += digits.utf8
        }
        var power: Int64 = number > 999 || width == 4 ? 1000 : width == 3 ? 100 : 10
        while power > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
        }
    }

    /// Days since 1970 as a date of the proleptic Gregorian calendar (the era arithmetic of Howard Hinnant's `civil_from_days`).
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthPart = (5 * dayOfYear + 2) / 153
        let month = monthPart < 10 ? monthPart + 3 : monthPart - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthPart + 2) / 5 + 1)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
