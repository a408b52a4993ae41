import FleetCore

/// `dataset` of a job document.
public struct DatasetSettings: Codable, Sendable, Equatable {
    public struct Datasheet: Codable, Sendable, Equatable {
        public var source: String
        public var license: String
        public var redaction: String
        public var description: String?
    }

    public var sources: [SanitizationPlan.Source]
    public var fields: SanitizationPlan.Fields?
    public var split: SanitizationPlan.SplitShares
    public var datasheet: Datasheet?
}
