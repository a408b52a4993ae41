import FleetCore
import JSON
import Messaging

/// Job documents that differ in their names only.
enum BenchJobs {
    static func record(_ name: String, tenant: TenantName = FleetTopics.defaultTenant, tasks: Int = 1, milliseconds: Int = 0, isVaried: Bool = false) -> OutgoingRecord {
        let document: JSONValue = [
            "schema": "modelops.job/v1", "name": .string(name), "idempotency_key": .string(name),
            "labels": ["tasks": .string(String(tasks)), "milliseconds": .string(String(milliseconds)), "varied": .string(String(isVaried))],
            "dataset": ["sources": ["file:///data/tickets.jsonl"], "fields": ["prompt": "body", "completion": "queue"]],
            "train": ["provider": "local", "base_model": "smollm2-135m-instruct"],
        ]
        return OutgoingRecord(topic: FleetTopics.jobs(of: tenant), key: Array(name.utf8), value: JSONWriter.compact.bytes(document))
    }
}
