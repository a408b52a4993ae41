/// How often and how late a failed attempt is tried again: exponential backoff with full jitter between a floor and a ceiling.
public struct RetryPolicy: Codable, Sendable, Equatable {
    /// Failures after which no further attempt follows; at least 1.
    public var maximumFailures: Int
    /// The delay after the first failure, in seconds.
    public var baseSeconds: Double
    /// No delay is longer, in seconds.
    public var ceilingSeconds: Double

    public init(maximumFailures: Int = 4, baseSeconds: Double = 1, ceilingSeconds: Double = 300) {
        self.maximumFailures = maximumFailures
        self.baseSeconds = baseSeconds
        self.ceilingSeconds = ceilingSeconds
    }

    /// For what a person must mend: pauses of some seconds at first, of five minutes in the end, about an hour in all.
    public static let blocked = RetryPolicy(maximumFailures: 22, baseSeconds: 5, ceilingSeconds: 300)

    /// The delay before the attempt that follows failure number `failures` (from 1).
    /// - Parameter jitter: a number in 0..<1; the delay lies between half and the whole of the exponential value.
    public func delay(afterFailure failures: Int, jitter: Double) -> Duration {
        let exponent = Double(min(max(failures - 1, 0), 30))
        var seconds = baseSeconds
        for _ in 0..<Int(exponent) {
            seconds *= 2
            if seconds >= ceilingSeconds { break }
        }
        seconds = min(seconds, ceilingSeconds)
        return .milliseconds(Int64(seconds * (0.5 + 0.5 * min(max(jitter, 0), 1)) * 1000))
    }
}
