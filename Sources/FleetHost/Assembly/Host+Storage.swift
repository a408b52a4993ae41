import Crypto
import FleetCore
import HTTP
import JSON
import ObjectStorage

extension Host {
    /// The fleet's artifacts.
    /// - Throws: `FleetError` that names the key.
    public func artifactStore() throws -> any ObjectStore {
        guard let location = try artifactLocation() else { return try FileObjectStore(root: try settings.path(SettingCatalogue.artifacts)) }
        return try objectStore(at: location)
    }

    /// The place of artifacts in an object storage; nil where they lie in a folder.
    /// - Throws: `FleetError` `setting_invalid` (rejected).
    public func artifactLocation() throws -> ObjectLocation? {
        let text = try settings.required(SettingCatalogue.artifacts)
        guard text.contains("://") else { return nil }
        let location: ObjectLocation
        do { location = try ObjectLocation(text) } catch let error as FleetError {
            throw invalidArtifacts(error.message, hint: "s3://BUCKET/PREFIX, or a folder")
        }
        guard location.scheme == "s3", !location.isPattern else {
            throw invalidArtifacts("names no place that is known", hint: "s3://BUCKET/PREFIX, or a folder")
        }
        return location
    }

    /// Writes a small object to the artifacts and removes it, where they lie in an object storage.
    /// - Returns: the place; nil where they lie in a folder.
    /// - Throws: `FleetError`, also for a storage that would overwrite what is there.
    public func probeArtifacts() async throws -> String? {
        guard let location = try artifactLocation() else { return nil }
        let store = try objectStore(at: location)
        try await store.probe("probes/\(identifiers.make("probe_"))")
        return location.description
    }

    /// What a job may name as its source.
    /// - Throws: `FleetError` that names the key, or when the client of `https://` sources cannot be made.
    public func sourceStore() throws -> SourcePolicy {
        let files = FileSourceStore(roots: settings.list(SettingCatalogue.sourceRoots), tenantRoots: try tenantRoots())
        let hosts = settings.list(SettingCatalogue.sourceHosts)
        var https: HTTPSSourceStore?
        if !hosts.isEmpty {
            // A name on the list may lead to any address; those of the fleet's own network stay out of reach.
            https = HTTPSSourceStore(hosts: hosts, client: try CurlClient(policy: AddressPolicy(allowsPrivate: false)))
        }
        let storages = try StorageSettings.read(settings)
        guard !storages.isEmpty else { return SourcePolicy(files: files, https: https) }
        let http = try operatorClient()
        let clients = try Dictionary(uniqueKeysWithValues: storages.map { ($0.named.name, try s3Client($0, http)) })
        return SourcePolicy(
            files: files, https: https, s3: S3SourceStore(directory: StorageDirectory(storages.map(\.named)), clients: clients))
    }

    /// The storages as a document is checked against them.
    /// - Throws: `FleetError` that names the key.
    public func storageDirectory() throws -> StorageDirectory { StorageDirectory(try StorageSettings.read(settings).map(\.named)) }

    /// The rules of sources that hold before anybody looks at the data.
    /// - Throws: `FleetError` that names the key.
    public func sourceRules() throws -> SourceRules {
        let roots = settings.list(SettingCatalogue.sourceRoots)
        let tenantRoots = try tenantRoots()
        let hosts = settings.list(SettingCatalogue.sourceHosts)
        // A folder that is not named in full is another one in another process.
        let isShared = settings.reader == .modelops || (roots + tenantRoots.values.flatMap { $0 }).allSatisfy { $0.hasPrefix("/") }
        return isShared ? SourceRules(roots: roots, tenantRoots: tenantRoots, hosts: hosts) : SourceRules(roots: nil, hosts: hosts)
    }

    private func objectStore(at location: ObjectLocation) throws -> S3ObjectStore {
        S3ObjectStore(client: try s3Client(try artifactStorage(), try operatorClient()), location: location)
    }

    private func artifactStorage() throws -> StorageSettings {
        let storages = try StorageSettings.read(settings)
        if let name = settings.text(SettingCatalogue.artifactsStore) {
            guard let storage = storages.first(where: { $0.named.name == name }) else {
                throw FleetError(
                    "setting_invalid", .rejected, "storage.artifacts_store names no storage", path: SettingCatalogue.artifactsStore.key,
                    hint: "declare it in storage.stores")
            }
            return storage
        }
        guard let storage = storages.first(where: \.named.isDefault) ?? (storages.count == 1 ? storages.first : nil) else {
            throw invalidArtifacts("lies in no storage that is known", hint: "declare one in storage.stores, and name it in storage.artifacts_store")
        }
        return storage
    }

    private func tenantRoots() throws -> [TenantName: [String]] {
        var roots: [TenantName: [String]] = [:]
        for member in settings.object(SettingCatalogue.tenantRoots) {
            let path = "\(SettingCatalogue.tenantRoots.key).\(member.key)"
            guard let folders = member.value.array?.compactMap(\.string), folders.count == member.value.array?.count else {
                throw FleetError("setting_invalid", .rejected, "\(path) is no list of folders", path: path, hint: "[\"/data/\(member.key)\"]")
            }
            roots[TenantName(member.key)] = folders
        }
        return roots
    }

    /// The operator named these endpoints, so that a private address is no trap.
    private func operatorClient(trusting authorities: String? = nil) throws -> CurlClient {
        try CurlClient(policy: AddressPolicy(allowsPrivate: true), authorities: authorities)
    }

    private func s3Client(_ storage: StorageSettings, _ http: any HTTPClient) throws -> S3Client {
        let http: any HTTPClient = try storage.authorities.map { try operatorClient(trusting: $0) } ?? http
        return S3Client(endpoint: storage.endpoint, credentials: storage.credential.source(http), http: http, clock: clock, random: random)
    }

    private func invalidArtifacts(_ cause: String, hint: String) -> FleetError {
        FleetError("setting_invalid", .rejected, "storage.artifacts \(cause)", path: SettingCatalogue.artifacts.key, hint: hint)
    }
}
