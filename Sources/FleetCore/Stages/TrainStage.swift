/// What is to be trained: input of every step of the stage train. Local: `run`. At a provider: `upload`, `create` (under a permit), `poll`, `collect`;
/// `cancel` where the job is cancelled meanwhile.
public struct TrainInput: Codable, Sendable, Equatable {
    /// The registry's model name.
    public var name: String
    public var provider: String
    public var baseModel: String
    public var method: String
    public var adapter: String
    public var hyperparameters: [String: ScalarValue]
    public var providerOptions: [String: ScalarValue]
    public var dataset: DatasetVersion
    /// What the step before gave, as the provider named it: file ids after `upload`, the remote job's id after `create`.
    public var handles: [String: String]

    public init(
        name: String, provider: String, baseModel: String, method: String = "sft", adapter: String = "lora",
        hyperparameters: [String: ScalarValue] = [:], providerOptions: [String: ScalarValue] = [:], dataset: DatasetVersion,
        handles: [String: String] = [:]
    ) {
        self.name = name
        self.provider = provider
        self.baseModel = baseModel
        self.method = method
        self.adapter = adapter
        self.hyperparameters = hyperparameters
        self.providerOptions = providerOptions
        self.dataset = dataset
        self.handles = handles
    }

    enum CodingKeys: String, CodingKey {
        case name, provider, method, adapter, hyperparameters, dataset, handles
        case baseModel = "base_model"
        case providerOptions = "provider_options"
    }
}

/// What `upload`, `create` and `poll` give: handles for the step that follows.
public struct TrainStepOutput: Codable, Sendable, Equatable {
    public var handles: [String: String]
    /// What the provider charged, where it has told by now: it counts also when no later step comes to tell it.
    public var cost: Money?

    public init(handles: [String: String], cost: Money? = nil) {
        self.handles = handles
        self.cost = cost
    }
}

/// What `cancel` gives, once the remote job has come to its end.
public struct TrainCancelOutput: Codable, Sendable, Equatable {
    /// How it ended, as the provider says it: it may have succeeded before.
    public var remoteState: String
    /// What was paid; nil where the provider does not tell.
    public var cost: Money?

    public init(remoteState: String, cost: Money?) {
        self.remoteState = remoteState
        self.cost = cost
    }

    enum CodingKeys: String, CodingKey {
        case cost
        case remoteState = "remote_state"
    }
}

/// What the stage gave.
public struct TrainOutput: Codable, Sendable, Equatable {
    public var model: ModelArtifact
    /// Final figures, such as `train_loss`, `validation_loss`, `steps`, `seconds`, `resumed_from_step`.
    public var figures: [String: Double]
    /// What was paid.
    public var cost: Money

    public init(model: ModelArtifact, figures: [String: Double], cost: Money) {
        self.model = model
        self.figures = figures
        self.cost = cost
    }
}
