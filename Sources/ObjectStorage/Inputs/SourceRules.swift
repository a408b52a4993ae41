import FleetCore

/// What the address of a source must be like, judged by its text alone: what intake can refuse before a worker looks.
public struct SourceRules: Sendable, Equatable {
    private let roots: SourceRoots?
    private let tenantRoots: [TenantName: SourceRoots]
    private let hosts: Set<String>

    /// - Parameters:
    ///   - roots: as for `FileSourceStore`; nil: not known here, so not checked.
    ///   - tenantRoots: folders of tenants that have their own.
    ///   - hosts: of `https://` sources, as for `HTTPSSourceStore`.
    public init(roots: [String]?, tenantRoots: [TenantName: [String]] = [:], hosts: [String] = []) {
        // A folder may be there for the workers alone.
        self.roots = roots.map { SourceRoots($0, except: tenantRoots.values.flatMap { $0 }, needsFolders: false) }
        self.tenantRoots = tenantRoots.mapValues { SourceRoots($0, needsFolders: false) }
        self.hosts = Set(hosts.map { $0.lowercased() })
    }

    /// - Throws: `FleetError` `source_refused` (rejected).
    public func check(_ uri: String, for tenant: TenantName) throws {
        if uri.hasPrefix("file:") {
            guard let roots = tenantRoots[tenant] ?? roots else { return }
            let path = try FileSourceStore.path(of: uri)
            try roots.check(written: path)
            _ = try SourcePattern(path)
        } else if uri.hasPrefix("https:") {
            try HTTPSSourceStore.check(try SourceURL(uri), among: hosts)
        }
    }
}
