import FleetCore

/// A request to another server.
public struct ClientRequest: Sendable {
    /// What is sent after the head.
    public enum Body: Sendable {
        case none
        case bytes([UInt8], type: String)
        /// `multipart/form-data`.
        case form([FormPart])
    }

    /// One part of a form.
    public enum FormPart: Sendable {
        case field(name: String, value: String)
        /// A file of this machine, streamed.
        case file(name: String, path: String, fileName: String, type: String)
    }

    public var method: String
    public var url: String
    /// Names and values; a secret in here appears in no log and no error.
    public var headers: [(name: String, value: String)]
    public var body: Body
    /// To a connection, TLS included.
    public var connectTimeout: Duration
    /// From the start to the end of the answer; nil for streams that last.
    public var totalTimeout: Duration?
    /// Ends when less than a byte per second arrived for so long.
    public var idleTimeout: Duration
    /// An answer with more bytes is refused.
    public var maximumResponseBytes: Int

    public init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: Body = .none, connectTimeout: Duration = .seconds(10),
        totalTimeout: Duration? = .seconds(60), idleTimeout: Duration = .seconds(60), maximumResponseBytes: Int = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.idleTimeout = idleTimeout
        self.maximumResponseBytes = maximumResponseBytes
    }
}
