/// A request to a provider.
public struct ProviderRequest: Sendable, Equatable {
    public enum Body: Sendable, Equatable {
        case none
        case json([UInt8])
        /// `multipart/form-data`: fields, then one file that is streamed from the disk.
        case upload(fields: [String: String], file: TrainingFile)
    }

    public var method: String
    public var url: String
    /// Secrets stand here: never log them.
    public var headers: [String: String]
    public var body: Body
    /// From the start to the last byte of the answer.
    public var timeout: Duration
    /// Of the answer's body; more is an error.
    public var maximumBytes: Int

    public init(
        method: String, url: String, headers: [String: String], body: Body = .none, timeout: Duration = .seconds(60),
        maximumBytes: Int = 4 * 1024 * 1024
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumBytes = maximumBytes
    }
}
