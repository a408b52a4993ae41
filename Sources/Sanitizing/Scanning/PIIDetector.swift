/// Finds one kind of personal data. All detectors share one pass of a pattern engine over the text: a detector's patterns only raise
/// candidates, cheap and rare, and `examine` decides about each by reading the bytes around it.
///
/// The whole must be linear in the text: `examine` reads at most a fixed number of bytes, or never goes back before the end of a run that it has
/// already examined (`PIIExamination.examinedTo`).
public protocol PIIDetector: Sendable {
    /// What it finds.
    var entity: PIIEntity { get }

    /// Expressions of the pattern engine (bytes, `.` matches all, no captures); the END of each match is a candidate.
    var patterns: [String] { get }

    /// Decides about a candidate.
    func examine(_ candidate: PIICandidate, in text: ScannedText) -> PIIExamination
}

/// Where a pattern of a detector ended.
public struct PIICandidate: Sendable, Equatable {
    /// The index of the pattern in the detector's list.
    public let pattern: Int
    /// The offset behind the last byte of the match.
    public let end: Int
}

/// What became of a candidate.
public struct PIIExamination: Sendable, Equatable {
    /// The place that was found; nil when the candidate is none.
    public let range: Range<Int>?
    /// Later candidates of the same pattern that end here or before are not examined again.
    public let examinedTo: Int

    public static func found(_ range: Range<Int>) -> PIIExamination { PIIExamination(range: range, examinedTo: range.upperBound) }
    public static func found(_ range: Range<Int>, examinedTo: Int) -> PIIExamination { PIIExamination(range: range, examinedTo: examinedTo) }
    public static let nothing = PIIExamination(range: nil, examinedTo: 0)
    public static func nothing(upTo offset: Int) -> PIIExamination { PIIExamination(range: nil, examinedTo: offset) }
}
