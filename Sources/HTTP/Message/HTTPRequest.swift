import FleetCore
import JSON

/// A request that a route's handler answers; its body has been read whole.
public struct HTTPRequest: Sendable {
    public let method: HTTPMethod
    /// The path as it was sent, escapes included.
    public let path: String
    /// The values of the pattern's `{parameters}`, decoded.
    public let parameters: [String: String]
    public let query: HTTPQuery
    public let headers: HTTPHeaders
    public let body: [UInt8]
    /// The address of the other end of the connection, without port; proxies in between hide who is behind them.
    public let peer: String
    /// Who asks, once the authorizer said so.
    public internal(set) var principal: HTTPPrincipal?

    /// The body as JSON.
    /// - Throws: `FleetError` (rejected) of `JSONReader`.
    public func json(limits: JSONLimits = .standard) throws -> JSONValue { try JSONReader.parse(body, limits: limits) }

    /// The body as a type.
    /// - Throws: `FleetError` (rejected) of `JSONCoding.decode`.
    public func decode<Value: Decodable>(_ type: Value.Type, limits: JSONLimits = .standard) throws -> Value {
        try JSONCoding.decode(type, from: body, limits: limits)
    }

    /// The value of a parameter of the route's pattern.
    /// - Throws: `FleetError` `route_parameter` (bug) when the pattern has none of this name.
    public func parameter(_ name: String) throws -> String {
        guard let value = parameters[name] else { throw FleetError("route_parameter", .bug, "the route has no parameter {\(name)}") }
        return value
    }
}
