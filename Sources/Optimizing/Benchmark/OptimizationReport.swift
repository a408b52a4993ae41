import FleetCore

/// The report artifact of the stage: what was measured, how, and on what.
struct OptimizationReport: Codable, Sendable, Equatable {
    struct Method: Codable, Sendable, Equatable {
        var split: String
        var rows: Int
        var warmUpRequests: Int
        var concurrency: Int
        var order: String
        var maximumTokens: Int

        enum CodingKeys: String, CodingKey {
            case split, rows, concurrency, order
            case warmUpRequests = "warm_up_requests"
            case maximumTokens = "max_tokens"
        }
    }

    struct System: Codable, Sendable, Equatable {
        var precision: String
        var sha256: String
        var figures: BenchmarkFigures
        var failedRequests: Int

        enum CodingKeys: String, CodingKey {
            case precision, sha256, figures
            case failedRequests = "failed_requests"
        }
    }

    var schema = "modelops.optimization/v1"
    var passes: [OptimizeInput.Pass]
    var method: Method
    var before: System
    var after: System
    /// After less before, in points of exact match; nil where nothing could be compared.
    var exactMatchChange: Double?
    /// Before over after: above 1 the optimised model is smaller or faster.
    var sizeRatio: Double
    var p50Ratio: Double

    enum CodingKeys: String, CodingKey {
        case schema, passes, method, before, after
        case exactMatchChange = "exact_match_change"
        case sizeRatio = "size_ratio"
        case p50Ratio = "p50_ratio"
    }
}
