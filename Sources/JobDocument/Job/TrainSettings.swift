import FleetCore

/// `train` of a job document.
public struct TrainSettings: Codable, Sendable, Equatable {
    public var provider: String
    public var baseModel: String
    public var method: String
    public var adapter: String
    public var hyperparameters: [String: ScalarValue]
    public var providerOptions: [String: ScalarValue]

    enum CodingKeys: String, CodingKey {
        case provider, method, adapter, hyperparameters
        case baseModel = "base_model"
        case providerOptions = "provider_options"
    }
}
