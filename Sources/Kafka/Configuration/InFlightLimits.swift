/// What a producer lets the library hold at once; beyond it, records wait in the producer's own queue.
enum InFlightLimits {
    static let records = 10_000
    static let bytes = 64 * 1024 * 1024
}
