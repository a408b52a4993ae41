import FleetCore

/// A file of raw data that a job may read.
public struct SourceFile: Sendable, Equatable {
    /// What reads it: may hold a signature, so it stands in tasks alone.
    public let uri: String
    public let bytes: Int64
    /// Changes when the file does: size and time of change, or an entity tag.
    public let version: String
    /// The storage that the source names.
    public let storage: String?
    /// Whose job reads it.
    public let tenant: TenantName

    public init(uri: String, bytes: Int64, version: String, storage: String? = nil, tenant: TenantName = TenantName("default")) {
        self.uri = uri
        self.bytes = bytes
        self.version = version
        self.storage = storage
        self.tenant = tenant
    }

    /// Whether this is the same version of the same file.
    func isSame(as other: SourceFile) -> Bool { uri == other.uri && bytes == other.bytes && version == other.version }

    /// What manifests, reports and errors name.
    public var shown: String { Self.shown(uri) }

    /// A URI without what may be a secret: the query of an address of the web.
    public static func shown(_ uri: String) -> String { uri.hasPrefix("https:") ? String(uri.prefix { $0 != "?" }) : uri }
}

/// Raw data outside the fleet: what a job's `dataset.sources` may name. Read only, within the policy of the settings.
public protocol SourceStore: Sendable {
    /// The files that a URI names, in the order of their names; a pattern such as `file:///data/tickets-*.jsonl` names several.
    /// - Throws: `FleetError` (rejected) `source_refused`, `source_missing` or `source_unreadable`; `store_unavailable` (transient).
    func files(of address: SourceAddress) async throws -> [SourceFile]

    /// Opens a file from an offset.
    /// - Throws: `FleetError` `source_changed` (rejected) when it is not the version that was listed.
    func reader(of file: SourceFile, from offset: Int64) async throws -> any ObjectReader
}

extension SourceStore {
    /// The files of a source of the tenant `default` that names no storage.
    public func files(of uri: String) async throws -> [SourceFile] { try await files(of: SourceAddress(uri)) }
}
