import FleetCore
import JSON

/// Scores predictions that somebody has already: no model is asked. The command line and the HTTP interface give the same report.
public struct PredictionScorer: Sendable {
    /// Items of one system that are taken over HTTP; a file may hold more.
    public static let largestRequest = 20_000

    public init() {}

    /// Reads predictions of a file: one JSON object a line.
    /// - Throws: `FleetError` (rejected) that names the line.
    public func predictions(lines bytes: [UInt8], from place: String) throws -> [EvaluatedSystem: [Prediction]] {
        var found: [EvaluatedSystem: [Prediction]] = [:]
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            do {
                try add(try JSONReader.parse(line), to: &found)
            } catch {
                throw FleetError.wrapping(error, during: "reading \(place), line \(number + 1)")
            }
        }
        return found
    }

    /// - Parameter metrics: exact match and macro F1 where none is named.
    /// - Throws: `FleetError` (rejected) `no_rows`, `id_twice`.
    public func report(_ predictions: [EvaluatedSystem: [Prediction]], metrics: [String], gates: [Gate]) throws -> EvaluationReport {
        let subject: EvaluatedSystem = predictions[.optimized] == nil ? .tuned : .optimized
        guard predictions[subject] != nil else {
            throw FleetError("no_rows", .rejected, "there are no predictions of the system \(subject.rawValue)", path: "predictions")
        }
        for (system, list) in predictions where Set(list.map(\.id)).count < list.count {
            throw FleetError(
                "id_twice", .rejected, "an item stands twice among the predictions of \(system.rawValue)", path: "predictions",
                hint: "each item has an id of its own, the same for every system")
        }
        return ReportBuilder().report(
            datasetVersion: "", evaluationHash: "", predictions: predictions, metrics: metrics.isEmpty ? ["exact_match", "macro_f1"] : metrics,
            gates: gates, subject: subject, regressions: [], remarks: [])
    }

    /// The report of a request: `{"predictions": [{"id", "expected", "answer" or "error", "system"}], "metrics": [...], "gates": [...]}`.
    /// - Throws: `FleetError` (rejected) with the path of what is wrong.
    public func report(of request: JSONValue) throws -> JSONValue {
        guard let list = request["predictions"]?.array, !list.isEmpty, list.count <= Self.largestRequest else {
            throw FleetError(
                "missing_field", .rejected, "expected a list of 1 to \(Self.largestRequest) predictions", path: "predictions",
                hint: "`modelops eval score` takes files of any size")
        }
        var found: [EvaluatedSystem: [Prediction]] = [:]
        for (index, value) in list.enumerated() {
            do { try add(value, to: &found) } catch {
                let known = FleetError.wrapping(error, during: "reading a prediction")
                throw FleetError(known.code, .rejected, known.message, path: "predictions[\(index)]", hint: known.hint)
            }
        }
        let metrics = (request["metrics"]?.array ?? []).compactMap(\.string)
        guard metrics.count == request["metrics"]?.array?.count ?? 0, metrics.count <= 20 else {
            throw FleetError("wrong_type", .rejected, "expected names of at most 20 metrics", path: "metrics")
        }
        let gates: [Gate]
        do {
            gates = try (request["gates"]?.array ?? []).prefix(100).map { try $0.decode(Gate.self) }
        } catch {
            throw FleetError("wrong_type", .rejected, "a gate is not one", path: "gates", hint: "write {\"metric\": \"exact_match\", \"min\": 0.7}")
        }
        let report = try report(found, metrics: metrics, gates: gates)
        guard case .object(var object) = try JSONValue.encoding(report) else { return .null }
        object["gates_passed"] = .bool(report.allGatesPassed)
        return .object(object)
    }

    private func add(_ value: JSONValue, to found: inout [EvaluatedSystem: [Prediction]]) throws {
        let name = value["system"]?.string ?? EvaluatedSystem.tuned.rawValue
        guard let system = EvaluatedSystem(rawValue: name) else {
            throw FleetError(
                "field_invalid", .rejected, "the system is not one that is known here", path: "system",
                hint: EvaluatedSystem.allCases.map(\.rawValue).joined(separator: " | "))
        }
        found[system, default: []].append(try value.decode(Prediction.self))
    }
}
