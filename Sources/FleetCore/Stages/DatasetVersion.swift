/// A sanitised, split, immutable dataset: what every later stage pins. `id` is `ds_` and a hash of the manifest.
public struct DatasetVersion: Codable, Sendable, Equatable {
    /// One part of the split: chat rows as JSON lines, `{"messages": [{"role": "user", "content": …}, {"role": "assistant", "content": …}], "id": …}`.
    public struct Split: Codable, Sendable, Equatable {
        public var rows: Int
        public var shards: [ArtifactReference]

        public init(rows: Int, shards: [ArtifactReference]) {
            self.rows = rows
            self.shards = shards
        }
    }

    public var id: String
    public var manifest: ArtifactReference
    public var train: Split
    public var validation: Split
    public var test: Split

    public init(id: String, manifest: ArtifactReference, train: Split, validation: Split, test: Split) {
        self.id = id
        self.manifest = manifest
        self.train = train
        self.validation = validation
        self.test = test
    }
}
