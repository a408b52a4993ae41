import FleetCore
import JSON
import Persistence

/// The body of a status message: `modelops.status/v1`. Every field is always there, `null` where there is nothing to say.
enum StatusSnapshot {
    static func of(_ job: JobRow) throws -> JSONObject {
        [
            "schema": "modelops.status/v1",
            "job_id": .string(job.id.rawValue),
            "revision": .integer(job.revision),
            "state": .string(job.state.rawValue),
            "terminal": .bool(job.state.isTerminal),
            "idempotency_key": job.idempotencyKey.map { .string($0) } ?? .null,
            "labels": try JSONReader.parse(job.labels),
            "request": try JSONReader.parse(job.request),
            "stage": job.currentStage.map { .string($0.rawValue) } ?? .null,
            "progress": try job.progress.map { try JSONReader.parse($0) } ?? .null,
            "waiting": waiting(job),
            "error": try job.error.map { StatusError.normalised(try JSONReader.parse($0)) } ?? .null,
            "result": try job.result.map { try JSONReader.parse($0) } ?? .null,
        ]
    }

    /// The snapshot of a message that became no job.
    static func rejected(_ error: FleetError, idempotencyKey: String?, labels: JSONObject, request: JSONValue) -> JSONObject {
        [
            "schema": "modelops.status/v1", "job_id": .null, "revision": 1, "state": "rejected", "terminal": true,
            "idempotency_key": idempotencyKey.map { .string($0) } ?? .null, "labels": .object(labels), "request": request, "stage": .null,
            "progress": .null, "waiting": .null, "error": StatusError.json(error), "result": .null,
        ]
    }

    private static func waiting(_ job: JobRow) -> JSONValue {
        guard let reason = job.waitingReason else { return .null }
        return [
            "reason": .string(reason), "until": job.waitingUntil.map { .string($0.description) } ?? .null,
            "frees": job.waitingFrees.map { .string($0) } ?? .null,
        ]
    }
}
