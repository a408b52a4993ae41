import FleetCore

/// Chooses the store of a source by its scheme; what is not open is refused by name.
public struct SourcePolicy: SourceStore {
    private let files: any SourceStore
    private let https: (any SourceStore)?

    public init(files: any SourceStore, https: (any SourceStore)? = nil) {
        self.files = files
        self.https = https
    }

    public func files(of uri: String) async throws -> [SourceFile] { try await store(for: uri).files(of: uri) }

    public func reader(of file: SourceFile, from offset: Int64) async throws -> any ObjectReader {
        try await store(for: file.uri).reader(of: file, from: offset)
    }

    private func store(for uri: String) throws -> any SourceStore {
        let scheme = uri.prefix { $0 != ":" }.lowercased()
        switch scheme {
        case "file": return files
        case "https":
            if let https { return https }
            throw FleetError("source_refused", .rejected, "no https source may be read", hint: "allow its host in storage.source_hosts")
        case "s3", "gs":
            throw FleetError("not_available_yet", .rejected, "\(scheme):// sources are not available yet", hint: "use file:// or https://")
        default:
            throw FleetError(
                "source_refused", .rejected, "'\(scheme.prefix(20))' is no scheme that this fleet reads", hint: "use file:// or https://")
        }
    }
}
