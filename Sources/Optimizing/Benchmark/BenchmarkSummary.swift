import FleetCore
import Providers

/// Figures of one model from the requests of a benchmark. Failed requests are counted, never scored.
struct BenchmarkSummary: Equatable {
    let figures: BenchmarkFigures
    let failed: Int

    /// - Parameters:
    ///   - expected: the right answer of each row; nil: nothing is compared.
    /// - Throws: `FleetError` `benchmark_failed` (transient) when no request was answered.
    init(_ requests: [BenchmarkRequest], of system: BenchmarkRequest.System, bytes: Int64, expected: [String]?) throws {
        let own = requests.filter { $0.system == system }
        let answered = own.compactMap(\.answer)
        guard !answered.isEmpty else {
            throw FleetError("benchmark_failed", .transient, "none of \(own.count) requests to the model \(system.rawValue) was answered")
        }
        let times = answered.map(\.milliseconds).sorted()
        let seconds = times.reduce(0, +) / 1000
        let tokens = answered.reduce(0) { $0 + $1.completionTokens }
        figures = BenchmarkFigures(
            requests: answered.count, p50Milliseconds: Self.quantile(times, 0.5), p95Milliseconds: Self.quantile(times, 0.95),
            tokensPerSecond: seconds > 0 ? Double(tokens) / seconds : 0, bytes: bytes, exactMatch: Self.exactMatch(own, expected))
        failed = own.count - answered.count
    }

    /// The smallest value that at least this share of all values does not exceed.
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank - 1, 0), sorted.count - 1)]
    }

    /// The share of answered rows that say exactly what was expected, white space around it aside.
    private static func exactMatch(_ requests: [BenchmarkRequest], _ expected: [String]?) -> Double? {
        guard let expected else { return nil }
        let compared = requests.compactMap { request -> Bool? in
            guard let answer = request.answer, expected.indices.contains(Int(request.row)) else { return nil }
            return trimmed(answer.text) == trimmed(expected[Int(request.row)])
        }
        guard !compared.isEmpty else { return nil }
        return Double(compared.count(where: { $0 })) / Double(compared.count)
    }

    private static func trimmed(_ text: String) -> Substring {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
