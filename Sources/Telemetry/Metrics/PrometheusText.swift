/// Writes figures in the text exposition format that Prometheus reads (version 0.0.4).
public enum PrometheusText {
    /// The page for `/metrics`: declared order, then labels in lexical order.
    public static func page(_ snapshot: [MetricRegistry.Series: MetricRegistry.Value], of catalogue: [Metric] = MetricCatalogue.all) -> String {
        let byMetric = Dictionary(grouping: snapshot, by: { $0.key.metric })
        var page = ""
        for metric in catalogue {
            guard let series = byMetric[metric] else { continue }
            page += "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            for (key, value) in series.sorted(by: { $0.key.labels.lexicographicallyPrecedes($1.key.labels) }) {
                page += lines(of: metric, key.labels, value)
            }
        }
        return page
    }

    private static func lines(of metric: Metric, _ labels: [String], _ value: MetricRegistry.Value) -> String {
        let pairs = zip(metric.labels, labels).map { "\($0)=\"\(escaped($1))\"" }
        func braces(_ more: [String] = []) -> String {
            let all = pairs + more
            return all.isEmpty ? "" : "{\(all.joined(separator: ","))}"
        }
        switch value {
        case .number(let number):
            return "\(metric.name)\(braces()) \(text(number))\n"
        case .distribution(let buckets, let sum, let count):
            var lines = ""
            var running = 0
            for (bound, observed) in zip(metric.buckets, buckets) {
                running += observed
                lines += "\(metric.name)_bucket\(braces(["le=\"\(text(bound))\""])) \(running)\n"
            }
            lines += "\(metric.name)_bucket\(braces(["le=\"+Inf\""])) \(count)\n"
            return lines + "\(metric.name)_sum\(braces()) \(text(sum))\n\(metric.name)_count\(braces()) \(count)\n"
        }
    }

    private static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        return number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    private static func escaped(_ label: String) -> String {
        var out = ""
        for character in label.unicodeScalars {
            switch character {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(character)
            }
        }
        return out
    }
}
