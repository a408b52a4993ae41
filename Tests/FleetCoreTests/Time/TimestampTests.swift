import FleetCore
import Foundation
import Testing

struct TimestampTests {
    @Test(
        arguments: [
            ("2026-11-22T02:52:32.123Z", 1_795_315_952_123), ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999Z", -1),
            ("2024-02-29T23:59:60Z", 1_709_251_200_000), ("2026-11-22T03:52:32+01:00", 1_795_315_952_000), ("2000-01-01t00:00:00z", 946_684_800_000),
            ("2026-11-21T18:22:32.5-08:30", 1_795_315_952_500), ("2026-11-22T02:52:32.123999Z", 1_795_315_952_124),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ] as [(String, Int64)])
    func aTimeIsRead(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T02:52:32", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T02:60:00Z", "2026-11-22T02:52:61Z", "2026-11-22T02:52:32.Z", "2026-11-22T02:52:32+1:00", "2026-11-22T02:52:32Zx", "yesterday",
        "2026-1-22T02:52:32Z", "2026-11-22T02:52:32+24:00", "+026-11-22T02:52:32Z", "٢٠٢٦-11-22T02:52:32Z",
    ])
    func anythingElseIsNone(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func whatIsWrittenIsReadAgainAndIsTheSameForFoundation() {
        let random = SeededRandom(seed: 7)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for _ in 0..<500 {
            let time = Timestamp(milliseconds: Int64(random.fraction() * 120_000_000_000_000) - 11_000_000_000_000)
            #expect(Timestamp(time.description) == time)
            let date = formatter.date(from: time.description)
            #expect(date.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) } == time.milliseconds)
        }
    }
}
