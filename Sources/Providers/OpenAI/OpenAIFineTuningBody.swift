import FleetCore
import JSON

/// The bodies of fine-tuning calls, written and read.
enum OpenAIFineTuningBody {
    static func create(_ request: FineTuningRequest, metadata: [String: String]) -> JSONValue {
        var hyperparameters = JSONObject()
        hyperparameters["n_epochs"] = request.epochs.map { .integer(Int64($0)) }
        hyperparameters["batch_size"] = request.batchSize.map { .integer(Int64($0)) }
        hyperparameters["learning_rate_multiplier"] = request.learningRateMultiplier.map { .number($0) }
        var supervised = JSONObject()
        if !hyperparameters.isEmpty { supervised["hyperparameters"] = .object(hyperparameters) }
        var marks = JSONObject()
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { marks[name] = .string(value) }
        var body = JSONObject()
        body["model"] = .string(request.baseModel)
        body["training_file"] = .string(request.trainingFile.id)
        body["validation_file"] = request.validationFile.map { .string($0.id) }
        body["method"] = .object(["type": "supervised", "supervised": .object(supervised)])
        body["suffix"] = request.suffix.map { .string(String($0.prefix(64))) }
        body["seed"] = request.seed.map { .integer(Int64($0)) }
        body["metadata"] = .object(marks)
        return .object(body)
    }

    /// Nil when it is no job.
    static func status(_ job: JSONValue) -> FineTuningStatus? {
        guard let word = job["status"]?.string else { return nil }
        var status = FineTuningStatus(state: state(word), remoteState: word)
        status.estimatedFinish = job["estimated_finish"]?.number
        status.trainedTokens = job["trained_tokens"]?.integer
        if let model = job["fine_tuned_model"]?.string, !model.isEmpty { status.model = model }
        if status.state == .succeeded, status.model == nil {
            status.state = .failed
            status.failure = FleetError("provider_no_model", .permanent, "the provider says succeeded and names no model")
        }
        if status.state == .failed, status.failure == nil {
            let code = job["error"]?["code"]?.string ?? "no code"
            status.failure = FleetError(
                "provider_job_failed", .permanent, "the provider's job failed (\(code.prefix(64)))", hint: "look at the job at the provider")
        }
        return status
    }

    /// Newest first on the wire, oldest first here.
    static func events(_ page: JSONValue) -> [FineTuningStatus.Event] {
        (page["data"]?.array ?? []).reversed().map { event in
            var figures: [String: Double] = [:]
            for member in event["data"]?.object ?? JSONObject() { if let number = member.value.number { figures[member.key] = number } }
            let id = event["id"]?.string.map { String($0.prefix(100)) }
            return FineTuningStatus.Event(message: String((event["message"]?.string ?? "").prefix(500)), figures: figures, id: id)
        }
    }

    private static func state(_ word: String) -> FineTuningStatus.State {
        switch word {
        case "validating_files", "queued", "pending", "created", "notRunning", "creating": .pending
        case "running", "pausing": .running
        case "paused": .paused
        case "succeeded", "completed": .succeeded
        case "failed", "error", "expired": .failed
        case "cancelled", "canceled": .cancelled
        default: .unknown
        }
    }
}
