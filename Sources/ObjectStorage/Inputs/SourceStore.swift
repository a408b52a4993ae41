import FleetCore

/// A file of raw data that a job may read.
public struct SourceFile: Sendable, Equatable {
    /// What reads it: may hold a signature, so it stands in tasks alone.
    public let uri: String
    public let bytes: Int64
    /// Changes when the file does: size and time of change, or an entity tag.
    public let version: String

    public init(uri: String, bytes: Int64, version: String) {
        self.uri = uri
        self.bytes = bytes
        self.version = version
    }

    /// What manifests, reports and errors name.
    public var shown: String { Self.shown(uri) }

    /// A URI without what may be a secret: the query of one that is no `file://`.
    public static func shown(_ uri: String) -> String { uri.hasPrefix("file://") ? uri : String(uri.prefix { $0 != "?" }) }
}

/// Raw data outside the fleet: what a job's `dataset.sources` may name. Read only, within the policy of the settings.
public protocol SourceStore: Sendable {
    /// The files that a URI names, in the order of their names; a pattern such as `file:///data/tickets-*.jsonl` names several.
    /// - Throws: `FleetError` (rejected) `source_refused`, `source_missing` or `source_unreadable`; `store_unavailable` (transient).
    func files(of uri: String) async throws -> [SourceFile]

    /// Opens a file from an offset.
    /// - Throws: `FleetError` `source_changed` (rejected) when it is not the version that was listed.
    func reader(of file: SourceFile, from offset: Int64) async throws -> any ObjectReader
}
