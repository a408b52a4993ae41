import FleetCore
import JSON
import JobDocument
import ObjectStorage

/// An object storage of the settings: where it is, whose keys reach it, and what jobs may read in it.
public struct StorageSettings: Sendable {
    public let named: NamedStorage
    let endpoint: S3Endpoint
    let credential: CredentialReference
    /// The certificate authorities of an endpoint of one's own; nil for those of the system.
    let authorities: String?

    private static let choices = ["path_style", "allow_http", "default"]
    private static let fields = ["type", "endpoint", "ca_file", "region", "buckets"] + choices + CredentialReference.fields

    /// Reads `storage.stores` of the settings.
    /// - Throws: `FleetError` that names the key.
    public static func read(_ settings: Settings) throws -> [StorageSettings] {
        let read = try settings.object(SettingCatalogue.stores).map { try StorageSettings($0.key, $0.value) }
        guard read.count(where: \.named.isDefault) < 2 else {
            throw invalid(SettingCatalogue.stores.key, "has several defaults", "set default: true in one of them")
        }
        return read
    }

    private init(_ name: String, _ value: JSONValue) throws {
        let path = "\(SettingCatalogue.stores.key).\(name)"
        try Self.refuseOthers(value, Self.fields, at: path)
        for field in value.object ?? JSONObject() {
            // Left unread, it would be as if it did not stand there.
            let isRight =
                field.key == "buckets"
                ? field.value.array != nil : Self.choices.contains(field.key) ? field.value.boolean != nil : field.value.string != nil
            guard isRight else {
                throw Self.invalid(
                    "\(path).\(field.key)", "is of the wrong kind",
                    "a list for buckets, true or false for \(Self.choices.joined(separator: ", ")), else a text")
            }
        }
        guard value["type"]?.string == "s3" else { throw Self.invalid("\(path).type", "is missing or not known", "s3") }
        guard let region = value["region"]?.string else {
            throw Self.invalid("\(path).region", "is missing", "such as eu-central-1; for a storage of your own often us-east-1")
        }
        do {
            endpoint = try S3Endpoint(value["endpoint"]?.string, region: region, usesPathStyle: value["path_style"]?.boolean)
        } catch let error as FleetError { throw Self.invalid(path, error.message, error.hint ?? "check endpoint and region") }
        guard !endpoint.isOpenOnTheWay || value["allow_http"]?.boolean == true else {
            throw Self.invalid("\(path).endpoint", "would send data in the clear", "use https, or say allow_http: true for a network that is yours")
        }
        authorities = value["ca_file"]?.string
        credential = try CredentialReference(value, region: region, at: path)
        let grants = try (value["buckets"]?.array ?? []).enumerated().map { try Self.grant($1, at: "\(path).buckets[\($0)]") }
        named = NamedStorage(name: name, scheme: "s3", isDefault: value["default"]?.boolean ?? false, grants: grants)
    }

    private static func grant(_ value: JSONValue, at path: String) throws -> StorageGrant {
        try refuseOthers(value, ["bucket", "prefix", "tenants"], at: path)
        guard let bucket = value["bucket"]?.string, (try? ObjectLocation("s3://\(bucket)/")) != nil else {
            throw invalid("\(path).bucket", "is no name of a bucket", "such as lake")
        }
        let tenants = value["tenants"]?.array
        let names = tenants?.compactMap(\.string)
        // A list that cannot be read must not open the bucket to everybody.
        guard names?.count == tenants?.count, value["tenants"] == nil || tenants != nil else {
            throw invalid("\(path).tenants", "is no list of names", "such as [\"acme\"]")
        }
        let prefix = value["prefix"]
        guard prefix == nil || prefix?.string != nil else { throw invalid("\(path).prefix", "is no text", "such as tickets/") }
        return StorageGrant(bucket: bucket, prefix: prefix?.string ?? "", tenants: names.map { Set($0.map { TenantName($0) }) })
    }

    private static func refuseOthers(_ value: JSONValue, _ fields: [String], at path: String) throws {
        guard let object = value.object else { throw invalid(path, "is no object", "with \(fields.prefix(4).joined(separator: ", "))") }
        for field in object where !fields.contains(field.key) {
            throw FleetError(
                "setting_unknown", .rejected, "\(path).\(field.key) is no setting", path: path,
                hint: NearestName.find(field.key, among: fields).map { "did you mean \($0)?" } ?? fields.joined(separator: ", "))
        }
    }

    static func invalid(_ path: String, _ cause: String, _ hint: String) -> FleetError {
        FleetError("setting_invalid", .rejected, "\(path) \(cause)", path: path, hint: hint)
    }
}
