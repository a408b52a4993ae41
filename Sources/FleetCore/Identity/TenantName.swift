/// A tenant: lower-case letters, digits and dashes; `default` where none is named.
public struct TenantName: StringIdentifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
