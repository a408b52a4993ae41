/// What is to be trained. Nil leaves the choice to the provider.
public struct FineTuningRequest: Codable, Sendable, Equatable {
    public var baseModel: String
    public var trainingFile: RemoteFile
    public var validationFile: RemoteFile?
    /// 1...50.
    public var epochs: Int?
    /// 1...256.
    public var batchSize: Int?
    /// Above 0.
    public var learningRateMultiplier: Double?
    /// 0...2147483647.
    public var seed: Int?
    /// A part of the new model's name, at most 64 characters.
    public var suffix: String?
    /// What the object carries beside the intent's key, so that an inventory finds what a fleet has made.
    public var fleetMark: String?

    public init(
        baseModel: String, trainingFile: RemoteFile, validationFile: RemoteFile? = nil, epochs: Int? = nil, batchSize: Int? = nil,
        learningRateMultiplier: Double? = nil, seed: Int? = nil, suffix: String? = nil, fleetMark: String? = nil
    ) {
        self.baseModel = baseModel
        self.trainingFile = trainingFile
        self.validationFile = validationFile
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRateMultiplier = learningRateMultiplier
        self.seed = seed
        self.suffix = suffix
        self.fleetMark = fleetMark
    }
}
