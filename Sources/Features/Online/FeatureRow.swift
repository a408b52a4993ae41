import FleetCore
import JSON

/// The features of one entity in one view: a line of the offline file, and what the online store keeps.
public struct FeatureRow: Sendable, Equatable {
    /// The row's id in the dataset.
    public let entity: String
    /// `train`, `validation` or `test`.
    public let split: String
    public let values: JSONObject

    public init(entity: String, split: String, values: JSONObject) {
        self.entity = entity
        self.split = split
        self.values = values
    }

    /// As a line of the offline file: `{"entity": …, "split": …, "values": {…}}`.
    public var json: JSONValue { .object(["entity": .string(entity), "split": .string(split), "values": .object(values)]) }

    /// Reads such a line.
    /// - Throws: `FleetError` `features_unreadable` (permanent).
    public init(_ json: JSONValue) throws {
        guard let entity = json["entity"]?.string, let split = json["split"]?.string, let values = json["values"]?.object else {
            throw FleetError("features_unreadable", .permanent, "a line of features has no entity, split or values", hint: "run the job again")
        }
        self.init(entity: entity, split: split, values: values)
    }
}
