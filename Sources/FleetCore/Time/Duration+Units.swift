extension Duration {
    /// The whole duration in nanoseconds; saturates after 292 years.
    public var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, isBeyond) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return isBeyond ? (seconds < 0 ? .min : .max) : sum
    }

    /// The whole duration in milliseconds, rounded towards zero.
    public var inMilliseconds: Int64 { inNanoseconds / 1_000_000 }

    /// The duration in seconds.
    public var inSeconds: Double { Double(inNanoseconds) / 1e9 }
}
