import FleetCore

/// The newest features of each entity, for whoever serves a model: looked up by entity, one view or several.
public protocol OnlineStore: Sendable {
    /// Writes features; the same ones again change nothing, and an older version never replaces a newer one of the same tenant, entity and view.
    /// - Parameter rows: a few hundred at once; all of them are written, or none.
    /// - Throws: `FleetError`; `transient` when the store is busy or cannot be reached.
    func upsert(tenant: TenantName, view: String, version: FeatureVersion, rows: [FeatureRow]) async throws

    /// What is known of an entity, in the order of `views`; a view without features of it is left out.
    func getFeatures(tenant: TenantName, entity: String, views: [String]) async throws -> [StoredFeatures]
}
