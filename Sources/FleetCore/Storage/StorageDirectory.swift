/// The storages of the fleet's settings: which one a source lies in, and whether its job may read it. Intake and workers ask the same.
public struct StorageDirectory: Sendable, Equatable {
    public let storages: [NamedStorage]

    public init(_ storages: [NamedStorage] = []) { self.storages = storages }

    public var names: Set<String> { Set(storages.map(\.name)) }

    /// The storage of a source and the place in it.
    /// - Parameter name: of the storage; nil takes the scheme's default, which is the only one where there is one.
    /// - Throws: `FleetError` (rejected) with the field that is wrong, `uri` or `storage`, as its path.
    public func find(_ uri: String, in name: String?, for tenant: TenantName) throws -> (storage: NamedStorage, location: ObjectLocation) {
        let location: ObjectLocation
        do { location = try ObjectLocation(uri) } catch let error as FleetError {
            throw FleetError("source_refused", .rejected, error.message, path: "uri", hint: error.hint)
        }
        let storage = try storage(name, of: location.scheme)
        guard storage.allows(location, for: tenant) else {
            throw FleetError(
                "source_refused", .rejected, "jobs of the tenant \(tenant) may not read this place in the storage \(storage.name)", path: "uri",
                hint: "allow bucket and prefix in storage.stores.\(storage.name).buckets")
        }
        return (storage, location)
    }

    private func storage(_ name: String?, of scheme: String) throws -> NamedStorage {
        if let name {
            guard let storage = storages.first(where: { $0.name == name }) else {
                throw FleetError("unknown_value", .rejected, "the fleet has no storage called \(name.prefix(64))", path: "storage", hint: list)
            }
            guard storage.scheme == scheme else {
                throw FleetError(
                    "contradiction", .rejected, "the storage \(storage.name) holds \(storage.scheme):// sources", path: "storage",
                    hint: "leave storage out, or name one of scheme \(scheme.prefix(20))")
            }
            return storage
        }
        let fitting = storages.filter { $0.scheme == scheme }
        let defaults = fitting.filter(\.isDefault)
        guard let storage = defaults.first ?? (fitting.count == 1 ? fitting.first : nil) else {
            throw FleetError(
                "source_refused", .rejected,
                fitting.isEmpty ? "the fleet has no storage for \(scheme.prefix(20)):// sources" : "several storages hold \(scheme):// sources",
                path: fitting.isEmpty ? "uri" : "storage",
                hint: fitting.isEmpty ? "declare one in storage.stores" : "name one of \(fitting.map(\.name).sorted().joined(separator: ", "))")
        }
        return storage
    }

    private var list: String {
        names.isEmpty ? "the settings name none (storage.stores)" : "there is \(names.sorted().prefix(12).joined(separator: ", "))"
    }
}
