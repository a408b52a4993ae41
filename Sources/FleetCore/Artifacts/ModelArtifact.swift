/// A model as files or as a name at a provider.
public struct ModelArtifact: Codable, Sendable, Equatable {
    public enum Format: String, Codable, Sendable {
        /// A folder as Hugging Face's libraries read it: config, tokenizer, weights.
        case folder
        /// One GGUF file.
        case gguf
        /// A model that lives at a provider and has no files here.
        case remote
    }

    /// One file of the model and its path inside the model's folder.
    public struct File: Codable, Sendable, Equatable {
        public let path: String
        public let artifact: ArtifactReference

        public init(path: String, artifact: ArtifactReference) {
            self.path = path
            self.artifact = artifact
        }
    }

    public var format: Format
    public var files: [File]
    /// The provider's name of the model, for `remote`.
    public var remoteName: String?
    /// The provider (as named in the settings) that trained it or serves it.
    public var provider: String
    public var baseModel: String
    /// The number format of the weights: `float32`, `q8_0`, …
    public var precision: String?

    public init(
        format: Format, files: [File] = [], remoteName: String? = nil, provider: String, baseModel: String, precision: String? = nil
    ) {
        self.format = format
        self.files = files
        self.remoteName = remoteName
        self.provider = provider
        self.baseModel = baseModel
        self.precision = precision
    }

    enum CodingKeys: String, CodingKey {
        case format, files, provider, precision
        case remoteName = "remote_name"
        case baseModel = "base_model"
    }
}
