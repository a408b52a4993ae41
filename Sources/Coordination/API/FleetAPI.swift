import HTTP
import JSON

/// The HTTP interface of the coordinator: all routes, and the document that describes them.
public enum FleetAPI {
    /// Every route, the OpenAPI document's own included.
    public static func routes(_ api: APISurroundings) -> [HTTPRoute] {
        let routes = FleetRoutes(api: api).all + JobRoutes(api: api).all + ModelRoutes(api: api).all + AuditRoutes(api: api).all
            + DeadLetterRoutes(api: api).all + EvaluationRoutes(api: api).all
        let document = OpenAPIDocument.make(routes, version: api.version)
        return routes + [
            HTTPRoute(.get, OpenAPIDocument.path, operationID: OpenAPIDocument.operation, role: nil) { _ in .json(document) }
        ]
    }
}
