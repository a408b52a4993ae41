import FleetCore
import JSON
import Persistence

/// What a job came to, for its status and the API: verdict, cost, scores, models.
enum JobResult {
    static func make(_ job: JobRow, _ outputs: StageOutputs, in transaction: StoreTransaction) throws -> JSONValue {
        let training = try outputs.training()
        let report = try outputs.evaluated()?.report
        let verdict = training == nil ? Verdict.dataOnly : Verdict(of: report)
        var result: JSONObject = ["verdict": .string(verdict.rawValue)]
        result["cost"] = try JSONValue.encoding(training?.cost ?? .zero())
        result["dataset_version"] = .string(try outputs.sanitized().dataset.id)
        if let report {
            result["evaluation"] = [
                "hash": .string(report.evaluationHash), "items": .integer(Int64(report.items)), "scores": try JSONValue.encoding(report.scores),
            ]
        }
        if let version = try outputs.registered() {
            let path = "/v1/models/\(version.name)/versions/\(version.version)"
            let aliases = try transaction.aliases(of: version.name, tenant: job.tenant).filter { $0.version == version.version }.map(\.alias)
            result["evidence"] = .string(path + "/evidence")
            result["models"] = [
                [
                    "ref": .string("\(version.name)@\(version.version)"), "aliases": .array(aliases.map { .string($0) }),
                    "uri": .string(path + "/artifact"), "sha256": .string(version.sha256),
                ]
            ]
        } else {
            result["models"] = []
        }
        return .object(result)
    }
}
