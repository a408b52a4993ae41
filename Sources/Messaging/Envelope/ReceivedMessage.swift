/// What a record turned out to be.
public enum ReceivedMessage: Sendable, Equatable {
    /// A CloudEvent, in binary or structured mode.
    case envelope(Envelope)
    /// A body without any envelope, as `kcat` and small scripts send; its bytes are within the limits and not parsed yet.
    case bare([UInt8])

    /// The bytes of the body.
    public var body: [UInt8] {
        switch self {
        case .envelope(let envelope): envelope.body
        case .bare(let body): body
        }
    }

    public var envelope: Envelope? {
        if case .envelope(let envelope) = self { return envelope }
        return nil
    }
}
