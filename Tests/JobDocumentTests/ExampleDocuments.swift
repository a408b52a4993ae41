import JSON

@testable import JobDocument

/// The documents that the reference shows to users.
enum ExampleDocuments {
    static func shortest() throws -> JSONValue {
        try JSONReader.parse(
            """
            {"name": "support-triage",
             "dataset": {"sources": ["file:///data/tickets.jsonl"], "fields": {"prompt": "body", "completion": "queue"}},
             "train": {"provider": "local", "base_model": "smollm2-135m-instruct"}}
            """)
    }

    /// Every field there is or will be.
    static func everything() throws -> JSONValue {
        try JSONReader.parse(
            """
            {"schema": "modelops.job/v1", "name": "support-triage", "tenant": "acme", "idempotency_key": "2026-11-21/support",
             "labels": {"order": "4711"}, "budget": {"amount": "25.00", "currency": "USD"}, "timeout": "6h", "priority": "normal",
             "policy": "school-safety@3", "after": ["job_01K"], "notify": [{"webhook": "crm", "on": ["failed"]}],
             "model": "support-triage@production",
             "dataset": {
               "sources": ["file:///data/tickets-*.jsonl", {"uri": "s3://lake/t/", "format": "csv", "storage": "lake-eu"}],
               "version": "ds_9f", "fields": {"prompt": "{subject}\\n{body}", "completion": "queue"},
               "split": {"validation": 0.1, "test": 0.1, "seed": 7, "group_by": "customer_id"},
               "datasheet": {"source": "helpdesk", "license": "proprietary", "redaction": "pii_removed"}},
             "sanitize": {
               "strip_keys": ["customer_id"], "length": {"max": 4000, "unit": "characters"}, "max_invalid": 0.01,
               "pii": {"action": "redact", "entities": {"email": {"action": "pseudonymize"}}}},
             "materialize": {"views": ["text_stats"], "embeddings": {"provider": "openai-eu", "model": "m"}},
             "train": {
               "provider": "local", "base_model": "smollm2-135m-instruct", "method": "sft", "adapter": "lora",
               "hyperparameters": {"max_steps": 75, "batch_size": 4, "learning_rate": 1e-4}, "provider_options": {"num_layers": 16},
               "preference": {"beta": 0.1}, "teacher": {"provider": "bedrock", "model": "m"},
               "variants": [{"name": "big", "base_model": "m"}], "sweep": {"learning_rate": [1e-4, 2e-4], "trials": 2}},
             "optimize": {"passes": [{"type": "quantize", "format": "q8_0"}]},
             "evaluate": {
               "metrics": ["exact_match", "macro_f1"], "compare_with": ["base", "majority", "naive_bayes"],
               "suites": ["safety@2"], "judge": {"provider": "vertex", "model": "m"},
               "gates": [{"metric": "exact_match", "min": 0.7},
                         {"metric": "exact_match", "versus": "base", "verdict": "better"},
                         {"metric": "exact_match", "versus": "unoptimized", "max_drop": 0.02},
                         {"metric": "exact_match", "slice": {"lang": "de"}, "min": 0.6}]},
             "promote": {"alias": "production", "when": "gates_pass", "choose": "optimized",
                         "approvals": {"required": 2, "group": "leads"}}}
            """)
    }

    /// The document with one value replaced.
    static func shortest(setting assignments: String...) throws -> JSONValue {
        try assignments.reduce(try shortest()) { try DocumentOverride.apply($1, to: $0) }
    }
}
