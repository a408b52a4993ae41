import FleetCore
import JSON

/// An answer that was read whole.
public struct ClientResponse: Sendable {
    public let status: Int
    /// In the order of the wire, names in lower case.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header.
    /// - Parameter name: in lower case.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as JSON.
    public func json() throws -> JSONValue { try JSONReader.parse(body, limits: JSONLimits(maximumBytes: max(body.count, 1))) }
}
