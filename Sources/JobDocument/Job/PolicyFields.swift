import JSON

/// The fields of `evaluate` and `promote`.
enum PolicyFields {
    static let metrics = ["exact_match", "accuracy", "macro_f1", "length_ratio"]
    static let comparable = ["base", "base_ranked", "majority", "naive_bayes"]

    static let all = [
        Field(
            "evaluate", .stage, "Measuring on rows that training never saw. With false nothing is measured, and the evidence card says so.",
            fallback: [:]),
        Field(
            "evaluate.metrics", .list(minimum: 1, maximum: 16), "What is measured.", fallback: ["exact_match"], example: ["exact_match", "macro_f1"]),
        Field("evaluate.metrics[]", .choice(metrics), "A metric."),
        Field(
            "evaluate.compare_with", .list(minimum: 0, maximum: 16), "What the trained model is compared with, on the same rows.",
            fallback: ["base"], example: ["base", "majority", "naive_bayes"]),
        Field(
            "evaluate.compare_with[]", .choice(comparable, later: ["NAME@ALIAS"]),
            "base: untuned; base_ranked: untuned, known answers ranked; majority: always the most frequent answer; naive_bayes: a classical baseline."
        ),
        .later("evaluate.suites", "Suites of prompts and scorers by name."),
        .later("evaluate.judge", "A model that judges answers."),
        Field(
            "evaluate.gates", .list(minimum: 0, maximum: 64), "What must hold before the model may ship. A missing measurement is never a pass.",
            fallback: []),
        Field("evaluate.gates[]", .object, "A floor (`min`), or a comparison (`versus` with `verdict` or `max_drop`)."),
        Field("evaluate.gates[].metric", .choice(metrics), "One of the metrics measured.", isRequired: true),
        Field("evaluate.gates[].min", .number(least: 0, most: 1_000_000, includesMost: true), "The least value that passes."),
        Field("evaluate.gates[].versus", .choice(comparable + ["unoptimized"], later: ["NAME@ALIAS"]), "The other side of a comparison."),
        Field(
            "evaluate.gates[].verdict", .choice(["better", "not_worse"]), "What the interval of the paired difference must say."),
        Field("evaluate.gates[].max_drop", .share, "The largest fall against `versus` that passes."),
        .later("evaluate.gates[].slice", "Only rows with these values."),

        Field("promote", .stage, "Moves an alias to the new version. Absent: the version stays a candidate."),
        Field("promote.alias", .text(.name), "The alias to move.", fallback: "production"),
        Field(
            "promote.when", .choice(["gates_pass", "always"]), "gates_pass: only when every gate passes; always: whatever the evaluation says, for aliases in registry.ungated_aliases or by an administrator.",
            fallback: "gates_pass"),
        Field("promote.choose", .choice(["optimized", "tuned"]), "Which model the version holds; without it the optimised one where there is one."),
        .later("promote.approvals", "Who must agree first."),
    ]
}
