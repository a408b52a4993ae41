import FleetCore
import Persistence

/// Rows to put into a store, alike but for what a test is about.
public enum StoreSamples {
    public static let tenant = TenantName("default")
    public static let time = Timestamp(milliseconds: 1_700_000_000_000)

    public static func job(_ id: String, tenant: TenantName = tenant, at offset: Int64 = 0) -> JobRow {
        JobRow(
            id: JobID(id), tenant: tenant, name: "sample", document: #"{"name":"sample"}"#, documentHash: "hash-\(id)",
            createdAt: time.advanced(by: .milliseconds(offset)))
    }

    public static func task(
        _ id: String, job: String = "job_1", tenant: TenantName = tenant, kind: WorkKind = .train, ordinal: Int = 0
    ) -> TaskRow {
        TaskRow(
            id: WorkTaskID(id), job: JobID(job), tenant: tenant, stage: .train, kind: kind, step: "run", ordinal: ordinal, input: "{}",
            createdAt: time)
    }

    public static func message(_ key: String, body: String) -> OutboxRow {
        OutboxRow(topic: "modelops.events", key: key, body: Array(body.utf8), createdAt: time)
    }

    public static func permit(_ intent: String, job: String = "job_1") -> PermitRow {
        PermitRow(
            intentKey: IntentKey(intent), job: JobID(job), task: WorkTaskID("task_1"), tenant: tenant, createNumber: 1, state: "reserved",
            currency: "USD", createdAt: time)
    }

    public static func version(_ number: Int64, of name: String = "sections") -> ModelVersionRow {
        ModelVersionRow(
            tenant: tenant, name: name, version: number, job: JobID("job_\(number)"), datasetVersion: "ds_1", artifact: "{}", verdict: "passed",
            createdAt: time)
    }
}
