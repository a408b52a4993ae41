import FleetCore

/// How long, how often and in which sizes a storage is asked.
public struct S3Limits: Sendable {
    /// Of one request, its answer included: with the size of a window the least rate that is put up with.
    public var requestTimeout: Duration = .seconds(60)
    /// Without a single byte.
    public var idleTimeout: Duration = .seconds(20)
    /// Of one request with all its repetitions: nobody holds a lease for a storage that only trickles.
    public var operationTimeout: Duration = .seconds(180)
    /// Failures of one request before it is given up, and the pauses between.
    public var retry = RetryPolicy(maximumFailures: 6, baseSeconds: 0.25, ceilingSeconds: 10)
    /// An object is read in windows that grow from this size: who wants its head only fetches little more.
    public var firstWindowBytes = 256 << 10
    /// The largest window of a source, of which somebody mostly wants a part; a reader holds one window in memory.
    public var sourceWindowBytes = 2 << 20
    /// The largest window of an artifact, which is read to its end.
    public var windowBytes = 8 << 20
    /// A larger object is written in parts of this size, at least 5 MiB for AWS; a writer holds one of them in memory, and its copy while it is sent.
    public var partBytes = 8 << 20
    /// Parts of one object.
    public var maximumParts = 10_000

    public init() {}
}
