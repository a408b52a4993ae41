/// Step `run` of the stage materialize: row features, and an embedding where one is configured.
public struct MaterializeInput: Codable, Sendable, Equatable {
    public struct Embeddings: Codable, Sendable, Equatable {
        public var provider: String
        public var model: String

        public init(provider: String, model: String) {
            self.provider = provider
            self.model = model
        }
    }

    public var dataset: DatasetVersion
    /// Names of feature views, such as `text_stats`.
    public var views: [String]
    public var embeddings: Embeddings?

    public init(dataset: DatasetVersion, views: [String], embeddings: Embeddings?) {
        self.dataset = dataset
        self.views = views
        self.embeddings = embeddings
    }
}

/// What the stage gave: one offline file per view.
public struct MaterializeOutput: Codable, Sendable, Equatable {
    public struct View: Codable, Sendable, Equatable {
        public var name: String
        public var entities: Int
        public var file: ArtifactReference

        public init(name: String, entities: Int, file: ArtifactReference) {
            self.name = name
            self.entities = entities
            self.file = file
        }
    }

    public var views: [View]
    /// Figures over all rows, such as `mean_characters`, `duplicate_share`.
    public var summary: [String: Double]

    public init(views: [View], summary: [String: Double]) {
        self.views = views
        self.summary = summary
    }
}
