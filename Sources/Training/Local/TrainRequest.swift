/// The request of the runtime's command `train`.
struct TrainRequest: Encodable, Sendable {
    var model: String
    var train: String
    var validation: String?
    var output: String
    var resume: String?
    var maxSteps: Int
    var batchSize: Int
    var learningRate: Double
    var numLayers: Int
    var rank: Int
    var scale: Double
    var seed: Int
    var maxSequenceLength: Int
    var checkpointEvery: Int

    enum CodingKeys: String, CodingKey {
        case model, train, validation, output, resume, rank, scale, seed
        case maxSteps = "max_steps"
        case batchSize = "batch_size"
        case learningRate = "learning_rate"
        case numLayers = "num_layers"
        case maxSequenceLength = "max_seq_length"
        case checkpointEvery = "checkpoint_every"
    }
}
