/// All routes of a server; an OpenAPI document is checked against `routes`.
public struct RouteTable: Sendable {
    /// What the table says about a method and a path.
    enum Match {
        case route(HTTPRoute, parameters: [String: String])
        case methodNotAllowed(allowed: [String])
        case notFound
        case badPath
    }

    public let routes: [HTTPRoute]
    private let patterns: [[Substring]]

    /// Two routes that answer the same method and the same paths are a programming error, found at start.
    public init(_ routes: [HTTPRoute]) {
        self.routes = routes
        patterns = routes.map { $0.pattern.split(separator: "/", omittingEmptySubsequences: false) }
        var shapes: Set<String> = []
        for (route, pattern) in zip(routes, patterns) {
            let shape = route.method.rawValue + pattern.map { Self.isParameter($0) ? "{}" : String($0) }.joined(separator: "/")
            precondition(route.pattern.hasPrefix("/"), "RouteTable: \(route.pattern) does not begin with a slash")
            precondition(shapes.insert(shape).inserted, "RouteTable: two routes answer \(route.method.rawValue) \(route.pattern)")
        }
        precondition(Set(routes.map(\.operationID)).count == routes.count, "RouteTable: two routes have the same operation id")
    }

    /// HEAD is answered by the GET route of the path.
    func match(_ method: String, _ path: Substring) -> Match {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let decoded = segments.map { PercentEncoding.decode($0) }
        guard path.hasPrefix("/"), !decoded.contains(nil) else { return .badPath }
        let wanted = method == HTTPMethod.head.rawValue ? HTTPMethod.get.rawValue : method
        var allowed: Set<String> = []
        var best: (route: HTTPRoute, parameters: [String: String])?
        for (route, pattern) in zip(routes, patterns) {
            guard let parameters = Self.parameters(pattern, decoded.compactMap { $0 }) else { continue }
            allowed.insert(route.method.rawValue)
            // A literal goes before a parameter: /v1/jobs/search is not a job called search.
            if route.method.rawValue == wanted, best.map({ parameters.count < $0.parameters.count }) ?? true { best = (route, parameters) }
        }
        if let best { return .route(best.route, parameters: best.parameters) }
        if allowed.isEmpty { return .notFound }
        if allowed.contains("GET") { allowed.insert("HEAD") }
        return .methodNotAllowed(allowed: allowed.sorted())
    }

    private static func isParameter(_ segment: Substring) -> Bool { segment.hasPrefix("{") && segment.hasSuffix("}") }

    private static func parameters(_ pattern: [Substring], _ segments: [String]) -> [String: String]? {
        guard pattern.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (part, segment) in zip(pattern, segments) {
            if isParameter(part) {
                if segment.isEmpty { return nil }
                parameters[String(part.dropFirst().dropLast())] = segment
            } else if part != segment {
                return nil
            }
        }
        return parameters
    }
}
