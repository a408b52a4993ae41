import FleetCore
import Foundation

/// How long a provider asks to wait.
enum RetryDelay {
    /// Whatever is asked for, no more than this is waited.
    static let ceiling = Duration.seconds(600)
    /// Where nothing usable is said.
    static let standard = Duration.seconds(5)

    /// Reads `retry-after-ms` and `retry-after` (seconds, or a date); nonsense gives the standard delay, excess the ceiling.
    static func read(_ headers: [String: String], now: Timestamp) -> Duration {
        if let text = headers["retry-after-ms"], let milliseconds = Double(text), milliseconds.isFinite { return clamped(milliseconds) }
        guard let text = headers["retry-after"] else { return standard }
        if let seconds = Double(text), seconds.isFinite { return clamped(seconds * 1000) }
        guard let date = date(text) else { return standard }
        return clamped(Double(date - now.milliseconds))
    }

    private static func clamped(_ milliseconds: Double) -> Duration {
        let most = Double(ceiling.inMilliseconds)
        return .milliseconds(Int64(min(max(milliseconds, 0), most)))
    }

    /// Milliseconds since 1970 of an HTTP date.
    private static func date(_ text: String) -> Int64? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text).map { Int64($0.timeIntervalSince1970 * 1000) }
    }
}
