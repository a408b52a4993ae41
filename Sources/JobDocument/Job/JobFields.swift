import JSON

/// The job document: `modelops.job/v1`.
public enum JobFields {
    public static let table = FieldTable(
        schema: "modelops.job/v1", title: "job document",
        documentation: "A job: a dataset, the stages to run on it, and the policy that decides what may ship.",
        fields: head + DatasetFields.all + TrainingFields.all + PolicyFields.all)

    private static let head = [
        Field("schema", .text(.free(64)), "The version of this document's form.", fallback: "modelops.job/v1"),
        Field("name", .text(.name), "The name of the model in the registry.", isRequired: true, example: "support-triage"),
        Field("tenant", .text(.name), "Only asserts whose job this is; the topic or the key decides."),
        Field(
            "idempotency_key", .text(.free(200)),
            "The same key and the same document are the same job, however often it is sent; another document is refused.",
            example: "2026-11-21/support"),
        Field(
            "labels", .map(.text(.free(256))), "Names and values of your own: echoed in every status, selectable in lists.",
            example: ["order": "4711"]),
        Field("budget", .object, "What the whole job may cost."),
        Field("budget.amount", .decimal, "The amount, as a text.", isRequired: true, example: "25.00"),
        Field("budget.currency", .text(.currency), "The currency by ISO 4217.", isRequired: true, example: "USD"),
        Field("timeout", .duration, "How long the job may take from its acceptance on; it fails after that.", example: "6h"),
        .later("priority", "Which job goes first: high, normal or low."),
        .later("policy", "Gates, PII and approval rules by the name of a policy."),
        .later("after", "Jobs that must end well first."),
        .later("notify", "Webhooks of the fleet's settings to call."),
        .later("model", "A registered model to evaluate or optimise, in place of `train`."),
    ]
}
