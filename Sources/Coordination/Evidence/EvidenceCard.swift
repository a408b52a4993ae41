import FleetCore
import JobDocument

/// Everything that speaks for or against shipping one model version, on one page: built from the outputs of the stages, never edited.
public struct EvidenceCard: Codable, Sendable, Equatable {
    /// What was paid for the job, and how many chargeable calls were granted.
    public struct Paid: Codable, Sendable, Equatable {
        public var cost: Money
        public var permits: Int
        public var budget: Money?

        public init(cost: Money, permits: Int, budget: Money?) {
            self.cost = cost
            self.permits = permits
            self.budget = budget
        }
    }

    /// How the model came to be.
    public struct Training: Codable, Sendable, Equatable {
        public var provider: String
        public var baseModel: String
        public var method: String
        public var adapter: String
        public var hyperparameters: [String: ScalarValue]
        public var figures: [String: Double]

        enum CodingKeys: String, CodingKey {
            case provider, method, adapter, hyperparameters, figures
            case baseModel = "base_model"
        }
    }

    /// The optimised model beside the tuned one.
    public struct Optimization: Codable, Sendable, Equatable {
        public var passes: [OptimizeInput.Pass]
        public var before: BenchmarkFigures
        public var after: BenchmarkFigures
    }

    /// Name and number of the version; nil until it is registered.
    public var model: String?
    public var version: Int64?
    public var job: JobID?
    public var verdict: Verdict
    public var evaluation: EvaluationReport?
    public var data: DataEvidence
    public var training: Training
    public var optimization: Optimization?
    /// Features that were made beside the training.
    public var features: [String: Double]?
    public var paid: Paid
    /// Stages and safeguards that the document switched off, in sentences.
    public var switchedOff: [String]

    enum CodingKeys: String, CodingKey {
        case model, version, verdict, evaluation, data, training, optimization, features, paid
        case job = "job_id"
        case switchedOff = "switched_off"
    }

    /// The card of a job's model.
    static func make(
        job: JobSpecification, data: SanitizeOutput, training: TrainOutput, optimization: OptimizeOutput?, evaluation: EvaluationReport?,
        materialized: MaterializeOutput?, paid: Paid
    ) -> EvidenceCard {
        let settings = job.train.settings
        return EvidenceCard(
            verdict: Verdict(of: evaluation), evaluation: evaluation, data: DataEvidence(data, datasheet: job.dataset.datasheet),
            training: Training(
                provider: training.model.provider, baseModel: training.model.baseModel, method: settings?.method ?? "sft",
                adapter: settings?.adapter ?? "lora", hyperparameters: settings?.hyperparameters ?? [:], figures: training.figures),
            optimization: optimization.map {
                Optimization(passes: job.optimize?.settings?.passes ?? [], before: $0.before, after: $0.after)
            },
            features: materialized?.summary, paid: paid, switchedOff: SwitchedOff.sentences(job))
    }
}
