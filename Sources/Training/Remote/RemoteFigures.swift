import Providers

/// The figures of a remote training.
enum RemoteFigures {
    /// The newest value of each figure that any line shows.
    static func newest(of events: [FineTuningStatus.Event]) -> [String: Double] {
        var figures: [String: Double] = [:]
        for event in events { for (name, value) in event.figures where value.isFinite { figures[name] = value } }
        return figures
    }

    /// Later rows win: the loss over the whole validation split counts more than that of one step.
    private static let names = [
        ("step", "steps"), ("train_loss", "train_loss"), ("train_mean_token_accuracy", "train_mean_token_accuracy"),
        ("valid_loss", "validation_loss"), ("full_valid_loss", "validation_loss"),
        ("valid_mean_token_accuracy", "validation_mean_token_accuracy"), ("full_valid_mean_token_accuracy", "validation_mean_token_accuracy"),
    ]

    /// The last figures of a finished job, by the fleet's names.
    static func final(_ status: FineTuningStatus, rows: Int) -> [String: Double] {
        var figures = ["rows": Double(rows)]
        let newest = newest(of: status.events)
        for (theirs, ours) in names { if let value = newest[theirs] { figures[ours] = value } }
        figures["trained_tokens"] = status.trainedTokens.map { Double($0) }
        return figures
    }
}
