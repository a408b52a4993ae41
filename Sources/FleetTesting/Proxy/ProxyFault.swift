/// What a fault proxy does to the bytes that pass; it holds for connections that are open and for those that come.
public enum ProxyFault: Sendable, Equatable {
    /// Everything passes.
    case none
    /// Every piece waits so long, in both directions.
    case latency(Duration)
    /// So many bytes a second at most, in each direction.
    case slow(bytesPerSecond: Int)
    /// Connections are taken and nothing passes; what was held passes once the fault is over.
    case blackhole
    /// Connections are reset as soon as they are taken or used.
    case reset
    /// The connection is reset after so many bytes of answers.
    case cut(afterAnswerBytes: Int)
    /// The first request that contains the text is passed on; its answer is thrown away and the connection reset. Then the fault is over.
    case loseAnswer(to: String)
    /// The first request that contains the text is thrown away and the connection reset: it never arrives. Then the fault is over.
    case loseRequest(String)
}
