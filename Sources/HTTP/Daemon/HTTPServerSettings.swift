/// Where a server listens, and what a client may cost it.
public struct HTTPServerSettings: Sendable {
    /// A numeric address; `127.0.0.1` is reachable from this machine only.
    public var address: String
    /// 0 takes a free one, which `HTTPServer.port` then tells.
    public var port: UInt16
    /// All connections; more are closed at once.
    public var maximumConnections: Int
    public var maximumConnectionsPerAddress: Int
    /// The head of a request, in bytes; beyond that the answer is 431.
    public var maximumHeaderBytes: Int
    /// From the connection, or the last answer, to the end of a request's head.
    public var headerDeadline: Duration
    /// From the head to the end of the body.
    public var bodyDeadline: Duration
    /// For the client to take an answer that is not streamed.
    public var answerDeadline: Duration
    /// Between two pieces that a client takes of a stream, in seconds.
    public var idleSeconds: Int
    /// At shutdown: for handlers to answer, and then once more for clients to take the answers.
    public var drainDeadline: Duration

    public init(address: String = "127.0.0.1", port: UInt16 = 0) {
        self.address = address
        self.port = port
        maximumConnections = 512
        maximumConnectionsPerAddress = 256
        maximumHeaderBytes = 32 * 1024
        headerDeadline = .seconds(30)
        bodyDeadline = .seconds(60)
        answerDeadline = .seconds(120)
        idleSeconds = 60
        drainDeadline = .seconds(5)
    }
}
