import JSON

/// A fine-tuning job of the fake provider.
struct FakeOpenAIJob: Sendable {
    let id: String
    let model: String
    let trainingFile: String
    let metadata: JSONValue
    var status = "validating_files"
    var tunedModel: String?
    var trainedTokens: Int64?
    var events = ["Created fine-tuning job"]

    var json: JSONValue {
        .object([
            "object": "fine_tuning.job", "id": .string(id), "created_at": 1_767_225_600, "model": .string(model),
            "fine_tuned_model": tunedModel.map { .string($0) } ?? .null, "finished_at": .null, "organization_id": "org-test",
            "status": .string(status), "training_file": .string(trainingFile), "validation_file": .null, "result_files": [],
            "trained_tokens": trainedTokens.map { .integer($0) } ?? .null, "hyperparameters": .object(["n_epochs": "auto"]), "seed": 1,
            "metadata": metadata, "error": .null,
        ])
    }

    /// Newest first, as on the wire.
    var eventList: [JSONValue] {
        events.enumerated().reversed().map { number, message in
            .object([
                "object": "fine_tuning.job.event", "id": .string("ftevent-\(number)"), "created_at": 1_767_225_600, "level": "info",
                "message": .string(message), "type": "metrics", "data": .object(["step": .integer(Int64(number)), "train_loss": 0.5]),
            ])
        }
    }
}
