/// One row of a dataset version, as views see it.
public struct DatasetRow: Sendable, Equatable {
    /// The part of the dataset in which a row lies.
    public enum Part: String, Sendable, CaseIterable { case train, validation, test }

    public let id: String
    public let part: Part
    /// The turns before the last one, each on its own lines.
    public let prompt: String
    /// The last turn: what a model is to answer.
    public let completion: String

    public init(id: String, part: Part, prompt: String, completion: String) {
        self.id = id
        self.part = part
        self.prompt = prompt
        self.completion = completion
    }
}
