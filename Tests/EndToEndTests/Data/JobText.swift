import JSON

/// The job documents of these tests.
enum JobText {
    /// From raw data to a registered model.
    /// - Parameters:
    ///   - steps: of training; some hundreds take seconds.
    ///   - least: what the gate on exact match asks for; a model of random weights gets nothing right, so 0 passes and more fails.
    static func whole(key: String, sources: [String], name: String = "triage", steps: Int = 4, checkpointEvery: Int = 25, least: Double = 0) -> JSONValue {
        var document = data(key: key, sources: sources, name: name)
        document["train"] = [
            "provider": "local", "base_model": "tiny",
            "hyperparameters": ["max_steps": .integer(Int64(steps)), "batch_size": 2, "learning_rate": 1e-4],
            "provider_options": ["num_layers": 2, "checkpoint_every": .integer(Int64(checkpointEvery))],
        ]
        document["optimize"] = ["passes": [["type": "quantize", "format": "q8_0"]]]
        document["evaluate"] = [
            "metrics": ["exact_match", "macro_f1"], "compare_with": ["base", "majority", "naive_bayes"],
            "gates": [["metric": "exact_match", "min": .number(least)]],
        ]
        document["promote"] = ["alias": "production", "when": "gates_pass", "choose": "optimized"]
        return .object(document)
    }

    /// Only the data: sanitize, and nothing after it.
    static func dataOnly(key: String, sources: [String]) -> JSONValue {
        var document = data(key: key, sources: sources, name: "data")
        for stage in ["materialize", "train", "optimize", "evaluate"] { document[stage] = false }
        return .object(document)
    }

    private static func data(key: String, sources: [String], name: String) -> JSONObject {
        [
            "name": .string(name), "idempotency_key": .string(key), "labels": ["order": .string(key)],
            "dataset": [
                "sources": .array(sources.map { .string("file://\($0)") }), "fields": ["prompt": "{body}", "completion": "queue"],
                "split": ["validation": 0.1, "test": 0.3, "seed": 7, "group_by": "customer_id"],
                "datasheet": ["source": "help desk", "license": "proprietary", "redaction": "pii_removed"],
            ],
        ]
    }

    static func text(_ document: JSONValue) -> String { JSONWriter.compact.text(document) }
}
