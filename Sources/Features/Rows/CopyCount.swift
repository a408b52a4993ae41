/// How many rows of each part read exactly the same.
public struct CopyCount: Sendable, Equatable {
    public var train: Int
    public var validation: Int
    public var test: Int

    public init(train: Int = 0, validation: Int = 0, test: Int = 0) {
        self.train = train
        self.validation = validation
        self.test = test
    }

    public var total: Int { train + validation + test }
}
