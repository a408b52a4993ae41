import FleetCore

/// Chooses the store of a source by its scheme; what is not open is refused by name.
public struct SourcePolicy: SourceStore {
    private let files: any SourceStore
    private let https: (any SourceStore)?
    private let s3: (any SourceStore)?

    public init(files: any SourceStore, https: (any SourceStore)? = nil, s3: (any SourceStore)? = nil) {
        self.files = files
        self.https = https
        self.s3 = s3
    }

    public func files(of address: SourceAddress) async throws -> [SourceFile] { try await store(for: address.uri).files(of: address) }

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
        case "s3":
            if let s3 { return s3 }
            throw FleetError("source_refused", .rejected, "no s3 source may be read", hint: "declare a storage in storage.stores")
        case "gs":
            throw FleetError("not_available_yet", .rejected, "gs:// sources are not available yet", hint: "use s3://, https:// or file://")
        default:
            throw FleetError(
                "source_refused", .rejected, "'\(scheme.prefix(20))' is no scheme that this fleet reads", hint: "use file://, s3:// or https://")
        }
    }
}
