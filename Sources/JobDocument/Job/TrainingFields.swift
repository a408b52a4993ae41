import JSON

/// The fields of `train` and `optimize`.
enum TrainingFields {
    static let all = [
        Field("train", .stage, "Fine-tuning. With false the job only prepares data.", isRequired: true),
        Field(
            "train.provider", .text(.name), "Who trains: `local`, or a provider of the fleet's settings.", isRequired: true, example: "local"),
        Field("train.base_model", .text(.free(256)), "The model to start from.", isRequired: true, example: "smollm2-135m-instruct"),
        Field(
            "train.method", .choice(["sft"], later: ["dpo", "rft", "distillation"]), "sft: supervised fine-tuning on questions and answers.",
            fallback: "sft"),
        Field("train.adapter", .choice(["lora"], later: ["qlora", "full"]), "What is trained: a low-rank adapter.", fallback: "lora"),
        Field(
            "train.hyperparameters", .map(.scalar), "Such as max_steps, batch_size, learning_rate; the provider says which it knows.",
            fallback: [:], example: ["max_steps": 75, "batch_size": 4, "learning_rate": 0.0001]),
        Field("train.provider_options", .map(.scalar), "Handed on as they are, after the provider's own check.", fallback: [:]),
        .later("train.preference", "Settings of preference tuning."),
        .later("train.teacher", "The model that a distillation learns from."),
        .later("train.variants", "Several trainings side by side."),
        .later("train.sweep", "A search over hyperparameters."),

        Field("optimize", .stage, "Passes over the trained model, measured before and after. Absent: none."),
        Field(
            "optimize.passes", .list(minimum: 1, maximum: 8), "The passes, in order.", fallback: [["type": "quantize", "format": "q8_0"]]),
        Field("optimize.passes[]", .object, "One pass."),
        Field("optimize.passes[].type", .choice(["quantize"]), "quantize: a smaller number format.", isRequired: true),
        Field("optimize.passes[].format", .choice(["q8_0", "q4_0", "f16"]), "The number format.", fallback: "q8_0"),
    ]
}
