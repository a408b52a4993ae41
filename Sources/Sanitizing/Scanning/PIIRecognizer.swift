/// A list of detectors compiled into one automaton: made once per process, shared by all executions.
public final class PIIRecognizer: Sendable {
    /// A pattern of the automaton: whose it is, and which of its owner's.
    struct Origin: Sendable {
        var detector: Int
        var pattern: Int
    }

    let detectors: [any PIIDetector]
    let origins: [Origin]
    let database: PatternDatabase

    /// - Parameter detectors: in the order of their priority, the first wins where two find places of the same length.
    /// - Throws: `FleetError` `pattern_invalid` (bug).
    public init(_ detectors: [any PIIDetector]) throws {
        var origins: [Origin] = []
        for (index, detector) in detectors.enumerated() {
            origins += detector.patterns.indices.map { Origin(detector: index, pattern: $0) }
        }
        self.detectors = detectors
        self.origins = origins
        database = try PatternDatabase(detectors.flatMap(\.patterns))
    }

    /// A scanner for one execution.
    public func scanner() throws -> PIIScanner { try PIIScanner(self) }
}
