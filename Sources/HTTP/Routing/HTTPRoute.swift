/// One operation of an interface: what it is called in the OpenAPI document, who may call it, and what answers.
public struct HTTPRoute: Sendable {
    public typealias Handler = @Sendable (HTTPRequest) async throws -> HTTPResponse

    public let method: HTTPMethod
    /// Segments, each a literal or a `{parameter}`: `/v1/jobs/{id}/events`.
    public let pattern: String
    public let operationID: String
    /// The role that a caller needs; nil is open to everybody.
    public let role: String?
    /// The name of the body's schema in the OpenAPI document.
    public let requestSchema: String?
    public let maximumBodyBytes: Int
    public let handler: Handler

    public init(
        _ method: HTTPMethod, _ pattern: String, operationID: String, role: String?, requestSchema: String? = nil,
        maximumBodyBytes: Int = 1024 * 1024, handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.operationID = operationID
        self.role = role
        self.requestSchema = requestSchema
        self.maximumBodyBytes = maximumBodyBytes
        self.handler = handler
    }
}
