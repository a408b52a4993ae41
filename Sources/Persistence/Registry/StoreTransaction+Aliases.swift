import FleetCore

extension StoreTransaction {
    public func alias(_ alias: String, of name: String, tenant: TenantName) throws -> AliasRow? {
        try row("WHERE tenant = ? AND name = ? AND alias = ?", [tenant.sql, name.sql, alias.sql])
    }

    /// The aliases of a model, by name.
    public func aliases(of name: String, tenant: TenantName) throws -> [AliasRow] {
        try rows("WHERE tenant = ? AND name = ? ORDER BY alias", [tenant.sql, name.sql])
    }

    /// Points an alias at a version and records the move.
    /// - Throws: `FleetError` `model_version_unknown` (rejected) where there is no such version.
    public func setAlias(_ alias: AliasRow) throws {
        guard try modelVersion(alias.version, of: alias.name, tenant: alias.tenant) != nil else {
            throw FleetError("model_version_unknown", .rejected, "there is no version \(alias.version) of this model", hint: "list its versions")
        }
        let former = try self.alias(alias.alias, of: alias.name, tenant: alias.tenant)
        try upsertRow(alias)
        try insertRow(
            AliasMoveRow(
                tenant: alias.tenant, name: alias.name, alias: alias.alias, fromVersion: former?.version, toVersion: alias.version,
                movedBy: alias.updatedBy, reason: alias.reason, at: alias.updatedAt))
    }

    /// The moves of an alias, the newest first.
    public func aliasMoves(of alias: String, name: String, tenant: TenantName, limit: Int) throws -> [AliasMoveRow] {
        try rows("WHERE tenant = ? AND name = ? AND alias = ? ORDER BY id DESC LIMIT ?", [tenant.sql, name.sql, alias.sql, limit.sql])
    }
}
