import FleetCore

/// `sanitize` of a job document.
public struct SanitizeSettings: Codable, Sendable, Equatable {
    public struct PersonalData: Codable, Sendable, Equatable {
        public var action: SanitizationPlan.PIIAction
    }

    public var stripKeys: [String]
    public var length: SanitizationPlan.Length?
    public var maximumInvalid: Double
    public var pii: PersonalData
    public var removeDuplicates: Bool

    enum CodingKeys: String, CodingKey {
        case length, pii
        case stripKeys = "strip_keys"
        case maximumInvalid = "max_invalid"
        case removeDuplicates = "remove_duplicates"
    }
}
