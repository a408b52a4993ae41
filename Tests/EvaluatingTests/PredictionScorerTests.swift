import FleetCore
import FleetTesting
import JSON
import Testing

@testable import Evaluating

@Suite("Given predictions are scored the same whoever brings them")
struct PredictionScorerTests {
    private let rows = #"""
        {"id": "1", "expected": "a", "answer": "a"}
        {"id": "2", "expected": "b", "answer": "a"}
        {"id": "3", "expected": "c", "error": "timeout"}
        {"id": "1", "expected": "a", "answer": "b", "system": "base"}
        """#

    private func request(_ members: String) throws -> JSONValue { try JSONReader.parse(#"{"predictions": [\#(members)]}"#) }

    @Test func aFileAndARequestGiveOneReport() throws {
        let scorer = PredictionScorer()
        let file = try scorer.report(try scorer.predictions(lines: Array(rows.utf8), from: "a file"), metrics: [], gates: [])
        let lines = rows.split(separator: "\n").joined(separator: ",")
        guard case .object(var answer) = try scorer.report(of: try request(lines)) else {
            Issue.record("no object")
            return
        }
        #expect(answer["gates_passed"] == true)
        answer["gates_passed"] = nil
        let expected = try JSONValue.encoding(file)
        #expect(JSONValue.object(answer) == expected)
        #expect(file.scores.first { $0.system == .tuned && $0.metric == "exact_match" }?.errors == 1)
    }

    @Test(arguments: [
        ("", "predictions"), (#"{"id": "1"}"#, "predictions[0]"), (#"{"id": "1", "expected": "a", "answer": "a", "system": "mine"}"#, "predictions[0]"),
        (#"{"id": "1", "expected": "a", "answer": "a"}, {"id": "1", "expected": "b", "answer": "b"}"#, "predictions"),
        (#"{"id": "1", "expected": "a", "answer": "a", "system": "base"}"#, "predictions"),
    ])
    func whatIsWrongIsNamedByItsPath(members: String, path: String) throws {
        let request = try request(members)
        let error = expectFleetError { try PredictionScorer().report(of: request) }
        #expect(error?.disposition == .rejected)
        #expect(error?.path == path)
    }
}
