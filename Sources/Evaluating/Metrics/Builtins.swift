/// The metrics of this fleet; a test fails when a file of this folder is missing here.
public enum EvaluationMetrics {
    public static let all: [any EvaluationMetric] = [ExactMatchMetric(), AccuracyMetric(), MacroF1Metric(), LengthRatioMetric()]

    public static func named(_ name: String) -> (any EvaluationMetric)? { all.first { $0.name == name } }
}
