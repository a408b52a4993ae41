import FleetCore

extension StoreTransaction {
    /// The models of a tenant, by name.
    public func models(of tenant: TenantName) throws -> [ModelRow] { try rows("WHERE tenant = ? ORDER BY name", [tenant.sql]) }

    public func model(_ name: String, of tenant: TenantName) throws -> ModelRow? {
        try row("WHERE tenant = ? AND name = ?", [tenant.sql, name.sql])
    }

    /// Adds a version, and its model where it is the first. Versions are never changed and never deleted.
    /// - Throws: where the number is taken.
    public func insert(_ version: ModelVersionRow) throws {
        try IndexedText.check(version.name, "the model's name")
        _ = try insertRowIfAbsent(ModelRow(tenant: version.tenant, name: version.name, createdAt: version.createdAt))
        try insertRow(version)
    }

    /// The number of the next version, from 1.
    public func nextVersion(of name: String, tenant: TenantName) throws -> Int64 {
        let newest = try column(
            "SELECT version FROM model_versions WHERE tenant = ? AND name = ? ORDER BY version DESC LIMIT 1", [tenant.sql, name.sql], of: Int64.self)
        return (newest.first ?? 0) + 1
    }

    public func modelVersion(_ version: Int64, of name: String, tenant: TenantName) throws -> ModelVersionRow? {
        try row("WHERE tenant = ? AND name = ? AND version = ?", [tenant.sql, name.sql, version.sql])
    }

    /// The versions of a model, the newest first.
    public func modelVersions(of name: String, tenant: TenantName, before: Int64 = .max, limit: Int) throws -> [ModelVersionRow] {
        try rows(
            "WHERE tenant = ? AND name = ? AND version < ? ORDER BY version DESC LIMIT ?", [tenant.sql, name.sql, before.sql, limit.sql])
    }

    /// The versions that a job made.
    public func modelVersions(of job: JobID) throws -> [ModelVersionRow] { try rows("WHERE job_id = ? ORDER BY name, version", [job.sql]) }
}
